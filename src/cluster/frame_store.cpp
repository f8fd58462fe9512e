#include "cluster/frame_store.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mien/error.h"

#include "machine/memory_nodes.h"

namespace mien::cluster {

namespace {

constexpr std::size_t kGrain = 4096;  ///< pictures begin at multiples of it
constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::size_t rounded_up(std::size_t size, std::size_t grain) {
  return (size + grain - 1) / grain * grain;
}

std::string first_line(const char* file) {
  std::string line;
  std::getline(std::ifstream(file) >> std::ws, line);
  return line.empty() ? "not known" : line;
}

// Shared memory without a file name; `flags` of memfd_create. Null where the system refuses.
std::uint8_t* shared_memory(std::size_t bytes, unsigned flags) {
  const int file = memfd_create("mien frames", MFD_CLOEXEC | flags);
  if (file < 0) return nullptr;
  void* base = MAP_FAILED;
  if (ftruncate(file, static_cast<off_t>(bytes)) == 0)
    base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | (flags ? 0 : MAP_NORESERVE),
                file, 0);
  ::close(file);  // the mapping keeps it
  return base == MAP_FAILED ? nullptr : static_cast<std::uint8_t*>(base);
}

// Pages that the system keeps for this, else the transparent ones, else ordinary ones and a word
// about it.
std::uint8_t* map_frames(std::size_t bytes, bool huge,
                         const std::function<void(const std::string&)>& note) {
  if (huge)
    if (std::uint8_t* base = shared_memory(bytes, MFD_HUGETLB)) return base;
  std::uint8_t* base = shared_memory(bytes, 0);
  if (!base)
    throw Error(ErrorKind::internal, "decoded pictures",
                fmt::format("{} MiB of shared memory: {}", bytes >> 20, std::strerror(errno)),
                "lower tuning.prefetch");
  if (!huge) return base;
  constexpr char kPolicy[] = "/sys/kernel/mm/transparent_hugepage/shmem_enabled";
  const std::string policy = first_line(kPolicy);
  const bool granted = madvise(base, bytes, MADV_HUGEPAGE) == 0 &&
                       policy.find("[never]") == std::string::npos &&
                       policy.find("[deny]") == std::string::npos && policy != "not known";
  if (!granted)
    note(
        fmt::format("huge pages were not granted: {} MiB of them are not reserved "
                    "(/proc/sys/vm/nr_hugepages is {}), and {} is {}; ordinary pages are used",
                    bytes >> 20, first_line("/proc/sys/vm/nr_hugepages"), kPolicy, policy));
  return base;
}

}  // namespace

FrameStore::FrameStore(const FrameStoreOptions& options,
                       const std::function<void(const std::string&)>& note)
    : bytes_(rounded_up(std::max(options.bytes, kGrain), options.huge_pages ? kHugePage : kGrain)) {
  for (int i = 0; i < std::max(1, options.replicas); ++i) {
    const auto only_once = i == 0 ? note : [](const std::string&) {};
    bases_.push_back(map_frames(bytes_, options.huge_pages, only_once));
    if (options.nodes.empty()) continue;
    const int node = options.nodes[static_cast<std::size_t>(i) % options.nodes.size()];
    if (!machine::place_memory(bases_.back(), bytes_, node))
      note(fmt::format("the system did not place decoded pictures on memory node {}", node));
  }
  free_[0] = bytes_;
}

FrameStore::~FrameStore() {
  for (std::uint8_t* base : bases_) munmap(base, bytes_);
}

std::size_t FrameStore::size_of(int width, int height) {
  const auto w = static_cast<std::size_t>(width), h = static_cast<std::size_t>(height);
  return rounded_up(w * h + 2 * ((w + 1) / 2) * ((h + 1) / 2), kGrain);
}

std::optional<std::size_t> FrameStore::reserve(std::size_t size) {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const auto block = std::ranges::find_if(free_, [&](const auto& b) { return b.second >= size; });
    if (block != free_.end()) {
      const auto [offset, room] = *block;
      free_.erase(block);
      if (room > size) free_[offset + size] = room - size;
      return offset;
    }
    freed_.wait(lock);
  }
  return std::nullopt;
}

std::optional<StoredFrame> FrameStore::put(const Frame& frame) {
  const std::size_t size = size_of(frame.width, frame.height);
  if (size > bytes_)
    throw Error(ErrorKind::input, "decoded pictures",
                fmt::format("a picture of {} × {} does not fit into {} MiB", frame.width,
                            frame.height, bytes_ >> 20),
                "raise tuning.prefetch");
  const auto offset = reserve(size);
  if (!offset) return std::nullopt;
  const StoredFrame stored{*offset,      frame.info,       frame.width,    frame.height,
                           frame.matrix, frame.full_range, frame.rotation, frame.still};
  for (std::uint8_t* base : bases_) {
    std::uint8_t* out = base + *offset;
    for (int plane = 0; plane < 3; ++plane) {
      const auto width = static_cast<std::size_t>(plane == 0 ? frame.width : (frame.width + 1) / 2);
      const int height = plane == 0 ? frame.height : (frame.height + 1) / 2;
      for (int y = 0; y < height; ++y, out += width)
        std::memcpy(out, frame.planes[plane] + std::ptrdiff_t{y} * frame.strides[plane], width);
    }
  }
  return stored;
}

void FrameStore::release(const StoredFrame& frame) {
  std::lock_guard lock(mutex_);
  auto block = free_.emplace(frame.offset, size_of(frame.width, frame.height)).first;
  if (const auto next = std::next(block);
      next != free_.end() && block->first + block->second == next->first) {
    block->second += next->second;
    free_.erase(next);
  }
  if (block != free_.begin())
    if (const auto before = std::prev(block); before->first + before->second == block->first) {
      before->second += block->second;
      free_.erase(block);
    }
  freed_.notify_all();
}

void FrameStore::stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  freed_.notify_all();
}

Frame FrameStore::view(const StoredFrame& stored, int replica) const {
  if (stored.width <= 0 || stored.height <= 0 || stored.offset > bytes_ ||
      size_of(stored.width, stored.height) > bytes_ - stored.offset)
    throw Error(ErrorKind::internal, "decoded pictures",
                "a picture lies outside the shared memory");
  Frame frame;
  frame.info = stored.info;
  frame.width = stored.width;
  frame.height = stored.height;
  frame.matrix = stored.matrix;
  frame.full_range = stored.full_range;
  frame.rotation = stored.rotation;
  frame.still = stored.still;
  const int chroma_width = (stored.width + 1) / 2, chroma_height = (stored.height + 1) / 2;
  frame.strides[0] = stored.width;
  frame.strides[1] = frame.strides[2] = chroma_width;
  frame.planes[0] = bases_.at(static_cast<std::size_t>(replica)) + stored.offset;
  frame.planes[1] = frame.planes[0] + std::ptrdiff_t{stored.width} * stored.height;
  frame.planes[2] = frame.planes[1] + std::ptrdiff_t{chroma_width} * chroma_height;
  return frame;
}

}  // namespace mien::cluster
