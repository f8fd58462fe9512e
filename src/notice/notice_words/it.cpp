#include "notice/notice_words.h"

namespace mien::notice {

const NoticeWords kNoticeItalian{
    .language = "it",
    .name = "Italiano",
    .title = "Qui si stimano le espressioni del viso",
    .lead =
        "In quest’area alcune telecamere rilevano i volti e un sistema di IA ne stima "
        "l’espressione (sistema di riconoscimento delle emozioni ai sensi del diritto "
        "dell’Unione). Stima l’aspetto di un volto, non ciò che una persona prova.",
    .title_faces = "Qui si contano le visite con telecamere",
    .lead_faces =
        "In quest’area alcune telecamere rilevano i volti per contare le visite e la loro durata. "
        "Le espressioni non sono analizzate.",
    .who = "Titolare del trattamento",
    .contact = "Contatto",
    .why = "Perché",
    .purpose = "Per sapere come gruppi di persone accolgono ciò che qui è mostrato.",
    .purpose_faces =
        "Per sapere quante persone si fermano davanti a ciò che qui è mostrato, e per quanto "
        "tempo.",
    .basis_at_link = "La base giuridica e i destinatari sono indicati nell’informativa completa.",
    .basis_at_contact = "Il contatto indica la base giuridica e i destinatari.",
    .what = "Che cosa è registrato",
    .recorded =
        "Per ogni sosta davanti a una telecamera, solo numeri: quando è iniziata, quanto è durata, "
        "se il volto era rivolto verso la telecamera, e l’espressione stimata.",
    .recorded_faces =
        "Per ogni sosta davanti a una telecamera, solo numeri: quando è iniziata, quanto è durata, "
        "e se il volto era rivolto verso la telecamera.",
    .smile_only = "Dell’espressione si stima e si registra solo se il volto sorride o no.",
    .ratings =
        "Valutazioni date su uno schermo: che cosa è valutato, quando, e la risposta, senza nome.",
    .protection = "Tutela",
    .no_identity =
        "Nessuno è riconosciuto o identificato. Non si determinano modelli del volto, età o sesso.",
    .no_picture = "Questo sistema non conserva alcuna immagine.",
    .groups = "I rapporti danno solo risultati di gruppi di almeno {} persone.",
    .single = "Un rapporto può basarsi sulla sosta di una sola persona.",
    .staff = "Le aree segnalate del personale sono coperte prima dell’analisi.",
    .stays_leave =
        "Le singole soste, come numeri senza identità, sono inviate ai sistemi centrali del "
        "titolare.",
    .sights_leave =
        "Ciò che viene stimato di ogni singolo volto, momento per momento, è inviato, senza "
        "identità "
        "e senza immagine, ai sistemi centrali del titolare.",
    .groups_leave =
        "I risultati di gruppi e le valutazioni sono inviati ai sistemi centrali del titolare.",
    .no_raw_video =
        "Questo sistema non mostra a nessuno l’immagine della telecamera così com’è; al massimo "
        "un’immagine grossolana in cui i volti sono irriconoscibili.",
    .raw_video =
        "Persone autorizzate possono vedere l’immagine in diretta; ogni visione è registrata.",
    .live_estimates = "Chi guarda in diretta vede anche la stima del momento per ogni volto.",
    .how_long = "Per quanto tempo",
    .days = "I numeri sono cancellati dopo {} giorni.",
    .one_day = "I numeri sono cancellati dopo un giorno.",
    .no_limit =
        "Non è fissato un termine; il titolare del trattamento decide quando i numeri sono "
        "cancellati.",
    .rights = "I suoi diritti",
    .your_rights =
        "Ha diritto di accesso, rettifica, cancellazione, limitazione del trattamento e "
        "opposizione (articoli da 15 a 21 del RGPD) e può proporre reclamo a un’autorità di "
        "protezione dei dati. Poiché nulla qui dice chi è lei, di regola i numeri conservati non "
        "possono esserle ricondotti (articolo 11 del RGPD). Si rivolga al contatto o al personale.",
    .more = "Informativa completa",
    .legal =
        "Informativa ai sensi dell’articolo 50, paragrafo 3, del regolamento (UE) 2024/1689 "
        "(regolamento sull’intelligenza artificiale) e dell’articolo 13 del regolamento (UE) "
        "2016/679 (RGPD).",
    .legal_faces = "Informativa ai sensi dell’articolo 13 del regolamento (UE) 2016/679 (RGPD).",
};

}  // namespace mien::notice
