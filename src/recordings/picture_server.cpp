#include "recordings/picture_server.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/clock.h"
#include "base/input_trouble.h"
#include "recordings/share_server.h"

namespace mien::recordings {

namespace {

struct ReadCount {
  std::int64_t asked = -1;    ///< by read calls; −1: the system does not tell
  std::int64_t fetched = -1;  ///< from the disk, for whatever reason
  std::int64_t own = 0;       ///< what this look cost
};

std::int64_t field(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  std::int64_t value = -1;
  if (at != std::string_view::npos)
    std::from_chars(text.data() + at + name.size(), text.data() + text.size(), value);
  return value;
}

ReadCount read_count() {
  char text[512];
  const int file = ::open("/proc/self/io", O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t size = ::read(file, text, sizeof(text));
  ::close(file);
  const std::string_view view(text, static_cast<std::size_t>(std::max<ssize_t>(0, size)));
  return {field(view, "rchar: "), field(view, "\nread_bytes: "),
          static_cast<std::int64_t>(view.size())};
}

std::int64_t read_since(const ReadCount& before) {
  const ReadCount now = read_count();
  if (before.asked < 0 || now.asked < 0) return -1;
  return std::max(now.asked - before.asked - before.own, now.fetched - before.fetched);
}

}  // namespace

void serve_pictures(const RunConfig& config, const ModelStorePaths& paths,
                    const cluster::FrameStore& store, int replica, cluster::Link& link,
                    const std::atomic<bool>& stop, const RunHooks& hooks) {
  const Station station(config, paths, link, stop, hooks.stages);
  const WorkerTools& tools = station.tools();
  chain::FrameChain chain(station.models());
  tools.prepare(chain, tools.likely());
  link.send(ready_message(config, station.models()));
  Probing probing(hooks.probe);
  std::optional<ReadCount> steady_from;
  while (auto message = link.receive()) {
    auto* order = std::get_if<cluster::wire::SharedPictures>(&*message);
    if (!order) break;  // Over
    if (order->input >= config.cameras.size())
      throw Error(ErrorKind::internal, "worker process", "received a picture of an unknown input");
    for (const cluster::wire::SharedPicture& picture : order->pictures) {
      if (stop) break;
      const double start = steady_ms();
      cluster::wire::Seen seen{.ticket = picture.ticket};
      const Frame frame = store.view(picture.frame, replica);
      const auto why = input_trouble([&] {
        chain.process(frame, tools.width(order->input), tools.masks[order->input], seen.result,
                      seen.times);
      });
      seen.error = why.value_or("");
      seen.latency_ms = steady_ms() - start;
      link.send(seen);
      if (!steady_from) steady_from = read_count();
    }
    if (stop) break;
  }
  const std::int64_t read_bytes = steady_from ? read_since(*steady_from) : 0;
  const std::string notes = probing.notes();  // it reads files of its own
  link.send(
      cluster::wire::Bye{.cpu_ms = process_cpu_ms(), .read_bytes = read_bytes, .notes = notes});
}

}  // namespace mien::recordings
