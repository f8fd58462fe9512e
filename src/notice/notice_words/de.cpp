#include "notice/notice_words.h"

namespace mien::notice {

const NoticeWords kNoticeGerman{
    .language = "de",
    .name = "Deutsch",
    .title = "Hier werden Gesichtsausdrücke geschätzt",
    .lead =
        "Kameras in diesem Bereich finden Gesichter, und ein KI-System schätzt deren Ausdruck "
        "(Emotionserkennungssystem im Sinne des EU-Rechts). Geschätzt wird, wie ein Gesicht "
        "aussieht, nicht was ein Mensch fühlt.",
    .title_faces = "Hier werden Besuche mit Kameras gezählt",
    .lead_faces =
        "Kameras in diesem Bereich finden Gesichter, um Besuche und ihre Dauer zu zählen. "
        "Gesichtsausdrücke werden nicht ausgewertet.",
    .who = "Wer verantwortlich ist",
    .contact = "Kontakt",
    .why = "Wozu",
    .purpose = "Um zu erfahren, wie das, was hier gezeigt wird, bei Gruppen von Menschen ankommt.",
    .purpose_faces =
        "Um zu erfahren, wie viele Menschen vor dem, was hier gezeigt wird, stehen bleiben, und "
        "wie lange.",
    .basis_at_link = "Rechtsgrundlage und Empfänger nennt die vollständige Information.",
    .basis_at_contact = "Rechtsgrundlage und Empfänger erfahren Sie beim Kontakt.",
    .what = "Was erfasst wird",
    .recorded =
        "Je Aufenthalt vor einer Kamera, nur als Zahlen: Beginn, Dauer, ob das Gesicht der Kamera "
        "zugewandt war, und der geschätzte Ausdruck.",
    .recorded_faces =
        "Je Aufenthalt vor einer Kamera, nur als Zahlen: Beginn, Dauer, und ob das Gesicht der "
        "Kamera zugewandt war.",
    .smile_only =
        "Vom Ausdruck wird nur geschätzt und festgehalten, ob das Gesicht lächelt oder nicht.",
    .ratings =
        "Bewertungen an einem Bildschirm: was bewertet wurde, wann, und die Antwort, ohne Namen.",
    .protection = "Schutz",
    .no_identity =
        "Niemand wird erkannt oder identifiziert. Weder ein Gesichtsmuster zur Wiedererkennung "
        "noch Alter oder Geschlecht werden bestimmt.",
    .no_picture = "Dieses System speichert kein Bild.",
    .groups = "Auswertungen nennen nur Ergebnisse von Gruppen ab {} Menschen.",
    .single = "Auswertungen können auf dem Aufenthalt eines einzelnen Menschen beruhen.",
    .staff = "Markierte Bereiche des Personals werden vor der Auswertung übermalt.",
    .stays_leave =
        "Einzelne Aufenthalte werden, als Zahlen ohne Identität, an zentrale Systeme des "
        "Verantwortlichen gesendet.",
    .sights_leave =
        "Was zu jedem einzelnen Gesicht von Augenblick zu Augenblick geschätzt wird, wird ohne "
        "Identität und ohne Bild an zentrale Systeme des Verantwortlichen gesendet.",
    .groups_leave =
        "Ergebnisse von Gruppen und Bewertungen werden an zentrale Systeme des Verantwortlichen "
        "gesendet.",
    .no_raw_video =
        "Dieses System zeigt niemandem das Kamerabild, wie es ist; höchstens ein grobes, in dem "
        "Gesichter unkenntlich sind.",
    .raw_video =
        "Berechtigte können das laufende Kamerabild ansehen; jeder Zugriff wird protokolliert.",
    .live_estimates =
        "Wer live zusieht, sieht auch die Schätzung des Augenblicks zu jedem Gesicht.",
    .how_long = "Wie lange",
    .days = "Die Zahlen werden nach {} Tagen gelöscht.",
    .one_day = "Die Zahlen werden nach einem Tag gelöscht.",
    .no_limit =
        "Eine feste Frist ist nicht eingestellt; der Verantwortliche entscheidet, wann die Zahlen "
        "gelöscht werden.",
    .rights = "Ihre Rechte",
    .your_rights =
        "Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung "
        "und Widerspruch (Art. 15 bis 21 DSGVO) und können sich bei einer "
        "Datenschutzaufsichtsbehörde beschweren. Da nichts hier sagt, wer Sie sind, lassen sich "
        "gespeicherte Zahlen Ihnen in der Regel nicht zuordnen (Art. 11 DSGVO). Wenden Sie sich an "
        "den Kontakt oder an das Personal.",
    .more = "Vollständige Information",
    .legal =
        "Information nach Art. 50 Abs. 3 der Verordnung (EU) 2024/1689 (KI-Verordnung) und Art. 13 "
        "der Verordnung (EU) 2016/679 (DSGVO).",
    .legal_faces = "Information nach Art. 13 der Verordnung (EU) 2016/679 (DSGVO).",
};

}  // namespace mien::notice
