#include "notice/notice_words.h"

namespace mien::notice {

const NoticeWords kNoticeDutch{
    .language = "nl",
    .name = "Nederlands",
    .title = "Hier worden gezichtsuitdrukkingen geschat",
    .lead =
        "Camera’s in dit gebied vinden gezichten, en een AI-systeem schat de uitdrukking ervan "
        "(systeem voor het herkennen van emoties in de zin van het EU-recht). Het schat hoe een "
        "gezicht eruitziet, niet wat iemand voelt.",
    .title_faces = "Hier worden bezoeken met camera’s geteld",
    .lead_faces =
        "Camera’s in dit gebied vinden gezichten om bezoeken en hun duur te tellen. Uitdrukkingen "
        "worden niet gelezen.",
    .who = "Wie verantwoordelijk is",
    .contact = "Contact",
    .why = "Waarom",
    .purpose = "Om te weten hoe groepen mensen ontvangen wat hier wordt getoond.",
    .purpose_faces =
        "Om te weten hoeveel mensen stilstaan bij wat hier wordt getoond, en hoe lang.",
    .basis_at_link = "De rechtsgrond en de ontvangers staan in de volledige informatie.",
    .basis_at_contact = "Het contact noemt de rechtsgrond en de ontvangers.",
    .what = "Wat wordt vastgelegd",
    .recorded =
        "Per verblijf voor een camera, alleen als getallen: wanneer het begon, hoe lang het "
        "duurde, of het gezicht naar de camera was gekeerd, en de geschatte uitdrukking.",
    .recorded_faces =
        "Per verblijf voor een camera, alleen als getallen: wanneer het begon, hoe lang het "
        "duurde, en of het gezicht naar de camera was gekeerd.",
    .smile_only =
        "Van de uitdrukking wordt alleen geschat en vastgelegd of het gezicht glimlacht of niet.",
    .ratings =
        "Beoordelingen op een scherm: wat is beoordeeld, wanneer, en het antwoord, zonder naam.",
    .protection = "Bescherming",
    .no_identity =
        "Niemand wordt herkend of geïdentificeerd. Er wordt geen gezichtssjabloon, leeftijd of "
        "geslacht bepaald.",
    .no_picture = "Dit systeem bewaart geen beeld.",
    .groups = "Rapporten geven alleen resultaten van groepen van ten minste {} mensen.",
    .single = "Een rapport kan berusten op het verblijf van één persoon.",
    .staff = "Gemarkeerde zones van het personeel worden vóór de analyse afgedekt.",
    .stays_leave =
        "Afzonderlijke verblijven worden, als getallen zonder identiteit, naar centrale systemen "
        "van de verantwoordelijke gestuurd.",
    .sights_leave =
        "Wat van elk afzonderlijk gezicht van moment tot moment wordt geschat, wordt zonder "
        "identiteit "
        "en zonder beeld naar centrale systemen van de verantwoordelijke gestuurd.",
    .groups_leave =
        "Resultaten van groepen en beoordelingen worden naar centrale systemen van de "
        "verantwoordelijke gestuurd.",
    .no_raw_video =
        "Dit systeem toont niemand het camerabeeld zoals het is; hooguit een grof beeld waarin "
        "gezichten onherkenbaar zijn.",
    .raw_video = "Bevoegden mogen het live camerabeeld bekijken; elke inzage wordt vastgelegd.",
    .live_estimates = "Wie live meekijkt, ziet ook de schatting van het moment bij elk gezicht.",
    .how_long = "Hoe lang",
    .days = "De getallen worden na {} dagen gewist.",
    .one_day = "De getallen worden na één dag gewist.",
    .no_limit =
        "Er is geen vaste termijn ingesteld; de verwerkingsverantwoordelijke beslist wanneer de "
        "getallen worden gewist.",
    .rights = "Uw rechten",
    .your_rights =
        "U hebt recht op inzage, rectificatie, wissing, beperking van de verwerking en bezwaar "
        "(artikel 15 tot en met 21 AVG) en kunt een klacht indienen bij een "
        "gegevensbeschermingsautoriteit. Omdat niets hier zegt wie u bent, zijn bewaarde getallen "
        "in de regel niet tot u te herleiden (artikel 11 AVG). Wend u tot het contact of het "
        "personeel.",
    .more = "Volledige informatie",
    .legal =
        "Kennisgeving volgens artikel 50, lid 3, van Verordening (EU) 2024/1689 (AI-verordening) "
        "en artikel 13 van Verordening (EU) 2016/679 (AVG).",
    .legal_faces = "Kennisgeving volgens artikel 13 van Verordening (EU) 2016/679 (AVG).",
};

}  // namespace mien::notice
