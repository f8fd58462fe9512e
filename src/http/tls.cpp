#include "http/tls.h"

#include <ctime>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "mien/error.h"

namespace mien::http {

namespace ssl = boost::asio::ssl;

TlsContext make_tls(const std::string& certificate, const std::string& key) {
  if (certificate.empty()) return nullptr;
  auto tls = std::make_shared<ssl::context>(ssl::context::tls_server);
  tls->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                   ssl::context::no_tlsv1_1 | ssl::context::no_sslv3 | SSL_OP_NO_RENEGOTIATION);
  // An idle connection keeps no buffers of records: 256 of them would hold 9 MB.
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  boost::system::error_code error;
  tls->use_certificate_chain_file(certificate, error);
  if (error)
    throw Error(ErrorKind::usage, "server.tls.certificate",
                "'" + certificate + "' is not a certificate that can be read",
                "name a PEM file, the server's own certificate first");
  tls->use_private_key_file(key, ssl::context::pem, error);
  if (error)
    throw Error(ErrorKind::usage, "server.tls.key",
                "'" + key + "' is not the key of the certificate",
                "name the certificate's own key, PEM, without a password");
  return tls;
}

std::int64_t certificate_end(const TlsContext& tls) {
  const X509* certificate = tls ? SSL_CTX_get0_certificate(tls->native_handle()) : nullptr;
  std::tm time{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) != 1) return 0;
  return timegm(&time);
}

}  // namespace mien::http
