#include "notice/notice_words.h"

namespace mien::notice {

const NoticeWords kNoticeEnglish{
    .language = "en",
    .name = "English",
    .title = "Facial expressions are estimated here",
    .lead =
        "Cameras in this area find faces, and an AI system estimates their expression (an emotion "
        "recognition system in the sense of EU law). It estimates what a face looks like, not what "
        "a person feels.",
    .title_faces = "Visits are counted here by camera",
    .lead_faces =
        "Cameras in this area find faces in order to count visits and how long they last. "
        "Expressions are not read.",
    .who = "Who is responsible",
    .contact = "Contact",
    .why = "Why",
    .purpose = "To learn how what is shown here is received by groups of people.",
    .purpose_faces = "To learn how many people stop at what is shown here, and for how long.",
    .basis_at_link = "The legal basis and the recipients are in the full information.",
    .basis_at_contact = "Ask the contact for the legal basis and the recipients.",
    .what = "What is recorded",
    .recorded =
        "For each stay in front of a camera, as numbers only: when it began, how long it lasted, "
        "whether the face was turned to the camera, and the estimated expression.",
    .recorded_faces =
        "For each stay in front of a camera, as numbers only: when it began, how long it lasted, "
        "and whether the face was turned to the camera.",
    .smile_only =
        "Of the expression, only whether the face smiles or not is estimated and recorded.",
    .ratings = "Ratings given on a screen: what was rated, when, and the answer, without a name.",
    .protection = "Protection",
    .no_identity =
        "Nobody is recognised or identified. No facial template, no age and no sex is determined.",
    .no_picture = "This system stores no picture.",
    .groups = "Reports give results only of groups of at least {} people.",
    .single = "Reports may show results of a single person's stay.",
    .staff = "Marked staff areas are painted over before the analysis.",
    .stays_leave =
        "Single stays, as numbers without identity, are sent to the controller's central systems.",
    .sights_leave =
        "What is estimated of each single face, moment by moment, is sent to the controller's "
        "central "
        "systems, without identity and without pictures.",
    .groups_leave = "Results of groups, and ratings, are sent to the controller's central systems.",
    .no_raw_video =
        "This system shows nobody an unaltered camera picture; at most a coarse one in which faces "
        "are unrecognisable.",
    .raw_video = "Authorised persons may look at the live camera picture; each look is logged.",
    .live_estimates = "People who watch the live page also see the current estimate for each face.",
    .how_long = "How long",
    .days = "The numbers are deleted after {} days.",
    .one_day = "The numbers are deleted after one day.",
    .no_limit = "No fixed time is set; the controller decides when the numbers are deleted.",
    .rights = "Your rights",
    .your_rights =
        "You have the rights of access, rectification, erasure, restriction of processing and "
        "objection (Art. 15 to 21 GDPR), and you may complain to a data protection authority. As "
        "nothing here says who you are, stored numbers can as a rule not be traced to you (Art. 11 "
        "GDPR). Ask the contact, or the staff.",
    .more = "Full information",
    .legal =
        "Notice under Art. 50(3) of Regulation (EU) 2024/1689 (AI Act) and Art. 13 of Regulation "
        "(EU) 2016/679 (GDPR).",
    .legal_faces = "Notice under Art. 13 of Regulation (EU) 2016/679 (GDPR).",
};

}  // namespace mien::notice
