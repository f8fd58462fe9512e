#include "notice/notice_words.h"

namespace mien::notice {

const NoticeWords kNoticeSpanish{
    .language = "es",
    .name = "Español",
    .title = "Aquí se estiman expresiones faciales",
    .lead =
        "En esta zona, unas cámaras detectan rostros y un sistema de IA estima su expresión "
        "(sistema de reconocimiento de emociones en el sentido del Derecho de la Unión). Estima el "
        "aspecto de un rostro, no lo que siente una persona.",
    .title_faces = "Aquí se cuentan visitas con cámaras",
    .lead_faces =
        "En esta zona, unas cámaras detectan rostros para contar las visitas y su duración. No se "
        "analizan las expresiones.",
    .who = "Responsable del tratamiento",
    .contact = "Contacto",
    .why = "Para qué",
    .purpose = "Para saber cómo reciben grupos de personas lo que aquí se muestra.",
    .purpose_faces =
        "Para saber cuántas personas se detienen ante lo que aquí se muestra, y cuánto tiempo.",
    .basis_at_link = "La base jurídica y los destinatarios figuran en la información completa.",
    .basis_at_contact = "El contacto indica la base jurídica y los destinatarios.",
    .what = "Qué se registra",
    .recorded =
        "De cada estancia ante una cámara, solo números: cuándo empezó, cuánto duró, si el rostro "
        "miraba hacia la cámara, y la expresión estimada.",
    .recorded_faces =
        "De cada estancia ante una cámara, solo números: cuándo empezó, cuánto duró, y si el "
        "rostro miraba hacia la cámara.",
    .smile_only = "De la expresión solo se estima y se registra si el rostro sonríe o no.",
    .ratings =
        "Valoraciones hechas en una pantalla: qué se valora, cuándo y la respuesta, sin nombre.",
    .protection = "Protección",
    .no_identity =
        "No se reconoce ni identifica a nadie. No se determina ninguna plantilla facial, ni la "
        "edad, ni el sexo.",
    .no_picture = "Este sistema no guarda ninguna imagen.",
    .groups = "Los informes solo dan resultados de grupos de al menos {} personas.",
    .single = "Un informe puede basarse en la estancia de una sola persona.",
    .staff = "Las zonas señaladas del personal se cubren antes del análisis.",
    .stays_leave =
        "Las estancias individuales, como cifras sin identidad, se envían a los sistemas centrales "
        "del responsable.",
    .sights_leave =
        "Lo que se estima de cada rostro, momento a momento, se envía, sin identidad y sin imagen, "
        "a "
        "los sistemas centrales del responsable.",
    .groups_leave =
        "Los resultados de grupos y las valoraciones se envían a los sistemas centrales del "
        "responsable.",
    .no_raw_video =
        "Este sistema no muestra a nadie la imagen de la cámara tal como es; a lo sumo una imagen "
        "tosca en la que los rostros son irreconocibles.",
    .raw_video =
        "Personas autorizadas pueden ver la imagen en directo; cada consulta queda registrada.",
    .live_estimates = "Quien mira en directo ve también la estimación del momento de cada rostro.",
    .how_long = "Cuánto tiempo",
    .days = "Los números se borran al cabo de {} días.",
    .one_day = "Los números se borran al cabo de un día.",
    .no_limit =
        "No hay un plazo fijo; el responsable del tratamiento decide cuándo se borran los números.",
    .rights = "Sus derechos",
    .your_rights =
        "Tiene derecho de acceso, rectificación, supresión, limitación del tratamiento y oposición "
        "(artículos 15 a 21 del RGPD) y puede presentar una reclamación ante una autoridad de "
        "protección de datos. Como nada aquí dice quién es usted, por regla general los números "
        "guardados no se le pueden atribuir (artículo 11 del RGPD). Diríjase al contacto o al "
        "personal.",
    .more = "Información completa",
    .legal =
        "Información conforme al artículo 50, apartado 3, del Reglamento (UE) 2024/1689 "
        "(Reglamento de Inteligencia Artificial) y al artículo 13 del Reglamento (UE) 2016/679 "
        "(RGPD).",
    .legal_faces = "Información conforme al artículo 13 del Reglamento (UE) 2016/679 (RGPD).",
};

}  // namespace mien::notice
