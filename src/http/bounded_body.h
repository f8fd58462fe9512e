#pragma once
/// \file A request's body as Beast fills it: memory is taken for what came, never for what is
/// announced. For session.cpp and its fuzzer.

#include <algorithm>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <cstdint>
#include <string>

#include "http/memory_budget.h"

namespace mien::http {

/// Bodies and answers up to this size are taken and sent whatever the others hold: what a kiosk
/// sends and needs, and refusals.
inline constexpr std::size_t kSmall = 16 * 1024;

/// A Body in Beast's sense. Where it is not small and the loan cannot grow, reading fails with
/// errc::not_enough_memory.
struct BoundedBody {
  struct value_type {
    std::string text;
    MemoryLoan loan;
  };

  class reader {
   public:
    using error_code = boost::beast::error_code;
    template <bool isRequest, class Fields>
    reader(boost::beast::http::header<isRequest, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>&, error_code& error) { error = {}; }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& error) {
      const std::size_t bytes = boost::beast::buffer_bytes(buffers);
      std::string& text = body_.text;
      if (const std::size_t needed = text.size() + bytes; needed > text.capacity()) {
        const std::size_t next = std::max(needed, 2 * text.capacity());
        if (next > kSmall && !body_.loan.grow_to(next)) {
          error = make_error_code(boost::system::errc::not_enough_memory);
          return 0;
        }
        text.reserve(next);
      }
      for (const auto buffer : boost::beast::buffers_range_ref(buffers))
        text.append(static_cast<const char*>(buffer.data()), buffer.size());
      error = {};
      return bytes;
    }

    void finish(error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace mien::http
