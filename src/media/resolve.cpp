#include "media/resolve.h"

#include <list>
#include <memory>
#include <mutex>

#include <arpa/inet.h>
#include <netdb.h>

#include "mien/error.h"

#include "base/url.h"

namespace mien::media {
namespace {

/// A question to the system's resolver. It may outlive who asked.
struct Lookup {
  explicit Lookup(std::string name) : host(std::move(name)) { request.ar_name = host.c_str(); }
  ~Lookup() {
    if (request.ar_result) ::freeaddrinfo(request.ar_result);
  }
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  bool pending() { return ::gai_error(&request) == EAI_INPROGRESS; }

  std::string host;
  gaicb request{};
};

/// Questions that nobody waits for any more, kept until the resolver has let go of them.
class Abandoned {
 public:
  void add(std::unique_ptr<Lookup> lookup) {
    std::lock_guard lock(mutex_);
    lookups_.remove_if([](const auto& each) { return !each->pending(); });
    if (::gai_cancel(&lookup->request) == EAI_NOTCANCELED && lookup->pending())
      lookups_.push_back(std::move(lookup));
  }

 private:
  std::mutex mutex_;
  std::list<std::unique_ptr<Lookup>> lookups_;
};

bool is_address(const std::string& host) {
  in6_addr any;
  return ::inet_pton(AF_INET, host.c_str(), &any) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &any) == 1;
}

}  // namespace

std::string host_of(const std::string& url) {
  if (url_scheme(url).empty()) return {};
  std::string rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t at = rest.rfind('@');
  if (at != std::string::npos) rest = rest.substr(at + 1);
  if (rest.starts_with('[')) return rest.substr(1, rest.find(']') - 1);
  return rest.substr(0, rest.find(':'));
}

void await_name(const std::string& name, const std::string& host,
                const std::function<bool()>& interrupted) {
  if (host.empty() || is_address(host)) return;
  // Never destroyed: the resolver may still write to what is in it.
  static auto& abandoned = *new Abandoned;
  auto lookup = std::make_unique<Lookup>(host);
  gaicb* requests[] = {&lookup->request};
  if (::getaddrinfo_a(GAI_NOWAIT, requests, 1, nullptr) != 0) return;  // FFmpeg asks in its own way
  constexpr timespec kNap{.tv_sec = 0, .tv_nsec = 50'000'000};
  while (lookup->pending()) {
    ::gai_suspend(requests, 1, &kNap);
    if (!lookup->pending() || !interrupted()) continue;
    abandoned.add(std::move(lookup));
    throw Error(ErrorKind::input, name, "its name was not found in time",
                "check the name and the network's name server");
  }
  const int code = ::gai_error(&lookup->request);
  if (code != 0) {
    throw Error(ErrorKind::input, name,
                std::string("its name is not known: ") + ::gai_strerror(code),
                "check the name, or give the address in numbers");
  }
}

}  // namespace mien::media
