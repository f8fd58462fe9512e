// Dark or light: as the system says, until the reader chooses.
const KEY = "mien-theme";
const system = () => matchMedia("(prefers-color-scheme: dark)");

export type Theme = "dark" | "light";

function stored(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "dark" || value === "light" ? value : null;
  } catch {
    return null;
  } // storage may be forbidden
}

export const currentTheme = (): Theme => stored() ?? (system().matches ? "dark" : "light");

export function applyTheme(): void {
  document.documentElement.dataset.theme = currentTheme();
}

export function toggleTheme(): void {
  const next: Theme = currentTheme() === "dark" ? "light" : "dark";
  try {
    // Back to what the system says is back to following it.
    if (next === (system().matches ? "dark" : "light")) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    document.documentElement.dataset.theme = next;
    return;
  }
  applyTheme();
}

export function whenThemeChanges(callback: () => void): void {
  system().addEventListener("change", () => {
    applyTheme();
    callback();
  });
}
