// What the kiosk says. Five answers from the worst to the best.
export interface Words {
  question: string;
  answers: [string, string, string, string, string];
  thanks: string;
  stars: (count: number) => string;
  signIn: string;
  token: string;
  enter: string;
  wrong: string;
  unknown: string;
}

export const LANGUAGES: Record<string, Words> = {
  en: {
    question: "How do you like this?",
    answers: ["Very bad", "Bad", "So-so", "Good", "Very good"],
    thanks: "Thank you!",
    stars: (count) => `${count} of 5 stars`,
    signIn: "This screen must be signed in by staff.",
    token: "Access token",
    enter: "Sign in",
    wrong: "That did not work.",
    unknown: "Staff: this page's content is not known to the server.",
  },
  de: {
    question: "Wie gefällt Ihnen das?",
    answers: ["Sehr schlecht", "Schlecht", "Geht so", "Gut", "Sehr gut"],
    thanks: "Danke!",
    stars: (count) => `${count} von 5 Sternen`,
    signIn: "Das Personal muss diesen Bildschirm anmelden.",
    token: "Zugangsschlüssel",
    enter: "Anmelden",
    wrong: "Das hat nicht geklappt.",
    unknown: "An das Personal: Der Server kennt den Inhalt dieser Seite nicht.",
  },
  fr: {
    question: "Cela vous plaît-il ?",
    answers: ["Très mauvais", "Mauvais", "Moyen", "Bien", "Très bien"],
    thanks: "Merci !",
    stars: (count) => `${count} étoile${count > 1 ? "s" : ""} sur 5`,
    signIn: "Le personnel doit connecter cet écran.",
    token: "Jeton d’accès",
    enter: "Se connecter",
    wrong: "Cela n’a pas fonctionné.",
    unknown: "Personnel : le serveur ne connaît pas le contenu de cette page.",
  },
  es: {
    question: "¿Qué le parece?",
    answers: ["Muy mal", "Mal", "Regular", "Bien", "Muy bien"],
    thanks: "¡Gracias!",
    stars: (count) => `${count} de 5 estrellas`,
    signIn: "El personal debe iniciar sesión en esta pantalla.",
    token: "Clave de acceso",
    enter: "Iniciar sesión",
    wrong: "No ha funcionado.",
    unknown: "Personal: el servidor no conoce el contenido de esta página.",
  },
  it: {
    question: "Le piace?",
    answers: ["Molto male", "Male", "Così così", "Bene", "Molto bene"],
    thanks: "Grazie!",
    stars: (count) => `${count} ${count === 1 ? "stella" : "stelle"} su 5`,
    signIn: "Il personale deve collegare questo schermo.",
    token: "Chiave di accesso",
    enter: "Accedi",
    wrong: "Non ha funzionato.",
    unknown: "Personale: il server non conosce il contenuto di questa pagina.",
  },
};

/** The first language that is known: what the address asks for, then what the browser prefers, then English. Pure. */
export function languageOf(asked: string | null, preferred: readonly string[]): string {
  for (const tag of [asked ?? "", ...preferred]) {
    const base = tag.toLowerCase().split("-")[0] ?? "";
    if (Object.hasOwn(LANGUAGES, base)) return base;
  }
  return "en";
}
