#pragma once
/// \file What the notice says, a file per language. Careful words: an expression is estimated, a
/// feeling is not known.
/// `{}` stands for a number.

namespace mien::notice {

struct NoticeWords {
  const char* language;  ///< ISO 639-1
  const char* name;      ///< of the language, in itself
  const char* title;
  const char* lead;
  const char* title_faces;  ///< where expressions are not read
  const char* lead_faces;
  const char* who;
  const char* contact;
  const char* why;
  const char* purpose;
  const char* purpose_faces;
  const char* basis_at_link;
  const char* basis_at_contact;
  const char* what;
  const char* recorded;
  const char* recorded_faces;
  const char* smile_only;  ///< where nothing else is told of an expression
  const char* ratings;
  const char* protection;
  const char* no_identity;
  const char* no_picture;
  const char* groups;  ///< {}: smallest number of people
  const char* single;  ///< where that number is 1
  const char* staff;
  const char* stays_leave;   ///< where single stays are sent elsewhere
  const char* sights_leave;  ///< where the estimates of each moment are, too
  const char* groups_leave;  ///< where results are
  const char* no_raw_video;
  const char* raw_video;
  const char* live_estimates;
  const char* how_long;
  const char* days;  ///< {}: 2 and more
  const char* one_day;
  const char* no_limit;
  const char* rights;
  const char* your_rights;
  const char* more;
  const char* legal;
  const char* legal_faces;
};

extern const NoticeWords kNoticeEnglish, kNoticeGerman, kNoticeFrench, kNoticeSpanish,
    kNoticeItalian, kNoticeDutch;

}  // namespace mien::notice
