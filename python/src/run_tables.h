#pragma once
/// \file What a run tells, as tables.

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mien/stages.h"

#include "module.h"
#include "table.h"

namespace mien::python {

/// `column` with its rows as `order` says.
template <class Value>
void reorder(std::vector<Value>& column, const std::vector<std::size_t>& order) {
  std::vector<Value> sorted;
  sorted.reserve(order.size());
  for (const std::size_t row : order) sorted.push_back(std::move(column[row]));
  column = std::move(sorted);
}

/// Rows by `key`, those of equal ones as they are.
template <class Key>
std::vector<std::size_t> order_of(std::size_t rows, Key key) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, key);
  return order;
}

/// Names of inputs as text, of which few differ. Called with the GIL.
inline std::vector<std::string> texts_of(const std::vector<std::string>& names) {
  std::map<std::string_view, std::string> known;
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const std::string& name : names) {
    const auto [found, is_new] = known.try_emplace(name);
    if (is_new) found->second = nb::cast<std::string>(text_of(name));
    texts.push_back(found->second);
  }
  return texts;
}

/// Columns of what a run tells; at its end rows are by input in the summary's order, those of an
/// input by time, tracks by their begin. Called by one thread at a time.
class Tables final : public Sink {
 public:
  void frame(const std::string& input, const FrameResult& result) override {
    for (const Face& face : result.faces) {
      input_.push_back(input);
      seconds_.push_back(result.frame.seconds);
      track_.push_back(face.track);
      const Box& box = face.detection.box;
      for (std::size_t i = 0; i < 4; ++i)
        box_[i].push_back(std::array{box.x, box.y, box.w, box.h}[i]);
      confidence_.push_back(face.detection.confidence);
      emotion_.emplace_back(name_of(face.expression.label));
      sure_.push_back(face.expression.confidence);
      valence_.push_back(face.expression.valence);
      arousal_.push_back(face.expression.arousal);
      zone_.push_back(face.zone);
      content_.push_back(face.content);
    }
  }
  void track(const std::string& input, const Track& ended) override {
    of_.push_back(input);
    id_.push_back(ended.id);
    start_.push_back(ended.start_s);
    end_.push_back(ended.end_s);
    frames_.push_back(ended.frames);
    label_.emplace_back(name_of(ended.expression.label));
    mean_sure_.push_back(ended.expression.confidence);
    mean_valence_.push_back(ended.expression.valence);
    mean_arousal_.push_back(ended.expression.arousal);
    best_.push_back(ended.best_frame_s);
  }
  // Which input is done first, and whose stay ends first, is chance.
  void close(const Summary& summary) override {
    std::map<std::string, std::size_t> places;
    for (const InputSummary& input : summary.inputs) places.emplace(input.input, places.size());
    const auto faces = order_of(input_.size(), [&](std::size_t i) { return places[input_[i]]; });
    const auto stays = order_of(
        of_.size(), [&](std::size_t i) { return std::tuple(places[of_[i]], start_[i], id_[i]); });
    const auto sort = [](const auto& order, auto&... columns) { (reorder(columns, order), ...); };
    sort(faces, input_, seconds_, track_, box_[0], box_[1], box_[2], box_[3], confidence_, emotion_,
         sure_, valence_, arousal_, zone_, content_);
    sort(stays, of_, id_, start_, end_, frames_, label_, mean_sure_, mean_valence_, mean_arousal_,
         best_);
  }

  /// Called with the GIL, as `tracks`.
  std::shared_ptr<Table> events() const {
    return std::make_shared<Table>(Table{{{"input", texts_of(input_)},
                                          {"seconds", seconds_},
                                          {"track", track_},
                                          {"x", box_[0]},
                                          {"y", box_[1]},
                                          {"w", box_[2]},
                                          {"h", box_[3]},
                                          {"confidence", confidence_},
                                          {"emotion", emotion_},
                                          {"emotion_confidence", sure_},
                                          {"valence", valence_},
                                          {"arousal", arousal_},
                                          {"zone", texts_of(zone_)},
                                          {"content", texts_of(content_)}}});
  }
  std::shared_ptr<Table> tracks() const {
    return std::make_shared<Table>(Table{{{"input", texts_of(of_)},
                                          {"track_id", id_},
                                          {"start_s", start_},
                                          {"end_s", end_},
                                          {"frames", frames_},
                                          {"emotion", label_},
                                          {"confidence", mean_sure_},
                                          {"valence", mean_valence_},
                                          {"arousal", mean_arousal_},
                                          {"best_frame_s", best_}}});
  }

 private:
  std::vector<std::string> input_, emotion_, zone_, content_, of_, label_;
  std::vector<std::int64_t> track_, id_, frames_;
  std::vector<double> seconds_, confidence_, sure_, valence_, arousal_, start_, end_, mean_sure_,
      mean_valence_, mean_arousal_, best_;
  std::array<std::vector<double>, 4> box_;
};

}  // namespace mien::python
