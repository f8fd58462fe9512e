#pragma once
/// \file The server's certificate. For server.cpp alone.

#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <string>

namespace mien::http {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// TLS 1.2 and later with these PEM files; null where no certificate is named. Throws Error(usage)
/// where they cannot be read or do not fit each other.
TlsContext make_tls(const std::string& certificate, const std::string& key);

/// When the certificate ends, in seconds since 1970; 0 where there is none.
std::int64_t certificate_end(const TlsContext& tls);

}  // namespace mien::http
