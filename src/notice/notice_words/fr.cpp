#include "notice/notice_words.h"

namespace mien::notice {

const NoticeWords kNoticeFrench{
    .language = "fr",
    .name = "Français",
    .title = "Ici, les expressions du visage sont estimées",
    .lead =
        "Dans cette zone, des caméras détectent les visages et un système d’IA en estime "
        "l’expression (système de reconnaissance des émotions au sens du droit de l’Union). Il "
        "estime l’apparence d’un visage, non ce que ressent une personne.",
    .title_faces = "Ici, les visites sont comptées par caméra",
    .lead_faces =
        "Dans cette zone, des caméras détectent les visages pour compter les visites et leur "
        "durée. Les expressions ne sont pas analysées.",
    .who = "Responsable du traitement",
    .contact = "Contact",
    .why = "Pourquoi",
    .purpose =
        "Pour savoir comment ce qui est présenté ici est accueilli par des groupes de personnes.",
    .purpose_faces =
        "Pour savoir combien de personnes s’arrêtent devant ce qui est présenté ici, et combien de "
        "temps.",
    .basis_at_link = "La base juridique et les destinataires figurent dans l’information complète.",
    .basis_at_contact = "Le contact indique la base juridique et les destinataires.",
    .what = "Ce qui est enregistré",
    .recorded =
        "Pour chaque passage devant une caméra, uniquement des nombres : son début, sa durée, si "
        "le visage était tourné vers la caméra, et l’expression estimée.",
    .recorded_faces =
        "Pour chaque passage devant une caméra, uniquement des nombres : son début, sa durée, et "
        "si le visage était tourné vers la caméra.",
    .smile_only = "De l’expression, seul est estimé et enregistré si le visage sourit ou non.",
    .ratings = "Avis donnés sur un écran : ce qui est évalué, le moment et la réponse, sans nom.",
    .protection = "Protection",
    .no_identity =
        "Personne n’est reconnu ni identifié. Aucun gabarit de visage, aucun âge, aucun sexe n’est "
        "déterminé.",
    .no_picture = "Ce système ne conserve aucune image.",
    .groups = "Les rapports ne donnent que des résultats de groupes d’au moins {} personnes.",
    .single = "Un rapport peut reposer sur le passage d’une seule personne.",
    .staff = "Les zones du personnel qui sont signalées sont masquées avant l’analyse.",
    .stays_leave =
        "Les passages individuels, sous forme de chiffres sans identité, sont envoyés aux systèmes "
        "centraux du responsable.",
    .sights_leave =
        "Ce qui est estimé pour chaque visage, instant par instant, est envoyé, sans identité et "
        "sans "
        "image, aux systèmes centraux du responsable.",
    .groups_leave =
        "Les résultats de groupes et les notes sont envoyés aux systèmes centraux du responsable.",
    .no_raw_video =
        "Ce système ne montre à personne l’image de la caméra telle quelle ; au plus une image "
        "grossière où les visages sont méconnaissables.",
    .raw_video =
        "Des personnes autorisées peuvent voir l’image en direct ; chaque consultation est "
        "consignée.",
    .live_estimates = "Qui regarde en direct voit aussi l’estimation du moment pour chaque visage.",
    .how_long = "Combien de temps",
    .days = "Les nombres sont effacés après {} jours.",
    .one_day = "Les nombres sont effacés après un jour.",
    .no_limit =
        "Aucun délai fixe n’est réglé ; le responsable du traitement décide quand les nombres sont "
        "effacés.",
    .rights = "Vos droits",
    .your_rights =
        "Vous disposez des droits d’accès, de rectification, d’effacement, de limitation du "
        "traitement et d’opposition (art. 15 à 21 du RGPD) et pouvez introduire une réclamation "
        "auprès d’une autorité de protection des données. Comme rien ici ne dit qui vous êtes, les "
        "nombres conservés ne peuvent en règle générale pas vous être rattachés (art. 11 du RGPD). "
        "Adressez-vous au contact ou au personnel.",
    .more = "Information complète",
    .legal =
        "Information au titre de l’article 50, paragraphe 3, du règlement (UE) 2024/1689 "
        "(règlement sur l’IA) et de l’article 13 du règlement (UE) 2016/679 (RGPD).",
    .legal_faces = "Information au titre de l’article 13 du règlement (UE) 2016/679 (RGPD).",
};

}  // namespace mien::notice
