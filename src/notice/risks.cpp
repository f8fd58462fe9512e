// Which risks there are: the cause, whom it touches, what stands against it, what is left.
#include "notice/risks.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "notice/against.h"

namespace mien::notice {

namespace against {

namespace {

constexpr char kRiskKnown[] = "9(2)(a)", kRiskMisuse[] = "9(2)(b)";
constexpr char kPassers[] = "people in front of the cameras";
constexpr char kDeciders[] = "whoever decides by the figures";

std::string wrong_share(const BuildFacts& build) {
  const nlohmann::json figures = measured(build.emotion.name);
  if (figures.is_null())
    return fmt::format(
        "Not known: no figures of the model '{}' come with mien. Measure it on faces "
        "like yours (mien eval emotion).",
        build.emotion.name);
  const nlohmann::json& first = figures["accuracy"][0];
  const double right = first["percent"].get<double>();
  return fmt::format(
      "On its test {:.1f} % of the faces are right ({}), about {} in 100 are wrong. In "
      "a shop expect more.",
      right, first["of"].get<std::string>(), std::lround(100 - right));
}

std::string unmeasured_groups(const BuildFacts& build) {
  const nlohmann::json figures = measured(build.emotion.name);
  if (figures.is_null()) return "How the error differs between groups is not known at all.";
  return fmt::format("How much it differs is not known for: {}. Do not compare groups.",
                     fmt::join(figures["not_measured"].get<std::vector<std::string>>(), ", "));
}

std::vector<Risk> of_estimates(const RunConfig& c, const BuildFacts& build) {
  if (!estimates(c)) return {};
  return {
      {"wrong-estimate",
       kRiskKnown,
       "An expression is estimated wrongly",
       "Faces in a shop are small, dark, turned or moving, and no expression is a feeling.",
       {kPassers, kDeciders},
       {unknown_below(c, build),
        always("Faces too small, blurred, turned away or cut off are `unknown`, with the reason"),
        always("Figures are means of groups, with intervals of 95 % beside them"), less_read(c)},
       wrong_share(build)},
      {"unequal-error",
       kRiskKnown,
       "The error differs between groups of people",
       "The model learned from photographs of the web; its test has no labels of groups.",
       {"people of groups that the model reads worse"},
       {always("No age, sex, origin or skin tone is estimated or kept, so no figure is split by "
               "them"),
        small_groups(c), less_read(c)},
       unmeasured_groups(build)}};
}

std::vector<Risk> of_single_people(const RunConfig& c) {
  return {
      {"one-person",
       kRiskKnown,
       "A figure tells of one person",
       "Few people were there, or two answers are subtracted from each other.",
       {kPassers},
       {small_groups(c),
        always("Figures are sums of groups that are decided once; late data enter in groups of "
               "the same size"),
        live_view(c), stays_kept_in(c)},
       "Whoever knows the others of a group can work out the last one. The live view "
       "and single ratings are outside of the guarantee."},
      {"joined-data",
       kRiskKnown,
       "Numbers are joined with other data until they tell of somebody",
       "Tills, loyalty cards and memories know who was there when.",
       {kPassers},
       {always("Nobody is recognised: no identity, no template; who comes back is somebody else"),
        always("The number that follows a face lasts seconds, and no stay holds it"),
        short_memory(c), single_faces(c), stays_kept_in(c)},
       "Time and place of single stays are in mien.db, for the owner of the file, until they are "
       "deleted."},
      {"single-decision",
       kRiskMisuse,
       "Somebody is judged, treated or addressed by an estimate",
       "The live view shows estimates of single faces beside the place where they "
       "stand.",
       {kPassers},
       {live_view(c), always("No page and no answer of the API tells of a single stay"), tokens(c)},
       "Whoever stands at the screen can look from the estimate to the person."}};
}

std::vector<Risk> of_being_seen(const RunConfig& c) {
  return {
      {"pictures-seen",
       kRiskKnown,
       "Somebody sees pictures of people who need not",
       "Cameras' pictures pass through the program.",
       {kPassers, "employees"},
       {no_raw_video(c),
        always("The server keeps no picture; what it shows is drawn, or at most 96 pixels wide "
               "with faces replaced by their mean colour"),
        masks(c), tokens(c)},
       "The cameras themselves, their recorders and their network (RTSP is not encrypted) are "
       "outside of mien. `mien run --annotate` writes a copy with pictures."},
      {"staff",
       "9(2)(a), 5(1)(f)",
       "People at work are read",
       "A till, or a shelf that is being filled, is in view.",
       {"employees"},
       {purposes(c), staff_zones(c),
        always("A camera is paused at once while staff work before it, with name and reason")},
       "Whoever works outside a staff zone is counted like a customer."},
      {"not-informed",
       "9(2)(a), 50(3)",
       "People do not know of it",
       "No notice hangs, it says something else than what is done, or nobody reads it.",
       {kPassers},
       {notice_hangs(c), notice_complete(c), notice_languages_told(c),
        always("The notice follows from the configuration; a change of zones, masks, purpose or "
               "notice asks again whether it hangs")},
       "Only a visit on site shows whether people see and understand it."},
      {"vulnerable",
       "9(9)",
       "Children, and others who cannot object, are in view",
       "No age is estimated, so nobody can be left out for it.",
       {"children", "people who cannot read the notice"},
       {masks(c), less_read(c), small_groups(c)},
       "Children in view count like others: no camera where they are the audience."}};
}

std::vector<Risk> of_use(const RunConfig& c) {
  return {
      {"unfit-input",
       kRiskKnown,
       "A camera sees too little or was moved, and its figures are trusted",
       "Distance, darkness, dirt, another shelf, a knock.",
       {kDeciders},
       {always(
            "Sights of faces are counted per camera and day. Where less than half can be read in "
            "seven days, or more than 20 percentage points fewer than in the first fourteen, "
            "page, API and log say so and how to mount the camera better"),
        always("Its figures can be suspended, with name and reason, while it goes on"),
        always("A camera that is lost or stands still is named, with the reason")},
       "A camera that sees well, but looks at something else, is not noticed: check its tile."},
      {"blind-trust",
       "9(2)(a), 14(4)(b)",
       "Nobody watches, or the figures are trusted blindly",
       "Numbers look exact.",
       {kPassers, kDeciders},
       {overseer(c), always("One or all cameras are paused at once, from page and API"),
        always("No figure is given for too few people, and the page says so")},
       "Whether the overseer has the competence, the training and the time (Art. 26(2))."},
      {"no-trace",
       "9(2)(a), 12, 19",
       "What was done cannot be traced",
       "Logs are deleted, or were never written.",
       {kPassers, "the deployer"},
       {audit_kept(c), always("An action of the API that cannot be recorded is not carried out, "
                              "except a pause, which is recorded as soon as possible")},
       "The audit log is in mien.db, and the owner of the machine can change it: copy it (mien "
       "backup)."}};
}

std::vector<Risk> of_strangers(const RunConfig& c) {
  return {
      {"intrusion",
       "9(2)(a), 15(5)",
       "Somebody gets in, or changes what is seen",
       "A page in a browser, a device in the network, a lost token, a changed model.",
       {kPassers, "the deployer"},
       {tokens(c), encrypted(c), api_cameras(c), fewer_refused(c),
        always("A model is loaded only if its SHA-256 is that of the manifest")},
       "Not defended: root or the same user on the machine, the cameras' own network, floods "
       "beyond one network card."},
      {"leaves-store",
       kRiskKnown,
       "More leaves the store than people were told",
       "Receivers get what is published, and keep it by rules of their own.",
       {kPassers},
       {stays_kept_in(c), receivers_encrypted(c), receivers_wait(c),
        always(c.sinks.publish == Publish::sights
                   ? "No picture goes to a receiver"
                   : "No face, no track number and no picture goes to a receiver")},
       "Ratings leave one by one, and the live minute is outside of the guarantee of groups. What "
       "a receiver does with them is for its owner to say."}};
}

}  // namespace

}  // namespace against

std::string state_of(const RiskMeasure& measure) {
  if (measure.setting.empty()) return "always";
  return fmt::format("{}: {}", measure.setting, measure.now);
}

std::vector<Risk> risks_of(const RunConfig& config, const BuildFacts& build) {
  std::vector<Risk> all = against::of_estimates(config, build);
  for (auto* part : {&against::of_single_people, &against::of_being_seen, &against::of_use,
                     &against::of_strangers}) {
    std::vector<Risk> some = part(config);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace mien::notice
