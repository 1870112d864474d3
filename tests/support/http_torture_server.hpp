#pragma once
// A real server on a free port with routes that show one trait each, for the HTTP torture tests.
// TOKENLEDGER_TEST_TRANSPORT says how it is reached: `plain`, `tls` or `unix`.

#include "services/http/server.hpp"
#include "services/http/tls_identities.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/http_client.hpp"

namespace ledger::support {

/// GET /fast answers the query · GET /slow/{} the segment, after a turn of the loop · GET /wait
/// after 100 ms · POST /echo the body (JSON, up to 100,000 bytes) · POST /guarded wants
/// `Authorization` first, then JSON of up to 1,000 bytes · POST /pass drops the body · GET /throw,
/// /throw-fast, /silent fail; /throw-known, /throw-known-late in a way that has its own problem ·
/// GET /large answers 4 MB · /header-only/* the query, by any method, with a header of up to 40,000
/// bytes, a target of 30,000 and 100 fields.
class HttpTortureServer {
 public:
  explicit HttpTortureServer(http::Limits limits = {}, unsigned threads = 1);
  /// A connection of the kind that is tested; through the handshake, if there is one.
  [[nodiscard]] std::unique_ptr<HttpChannel> connect() const;
  [[nodiscard]] http::Server& server() { return server_; }

 private:
  [[nodiscard]] http::Server::Options options(http::Limits limits, unsigned threads);

  std::string transport_;
  FreshDirectory directory_;
  std::optional<Authority> authority_;
  std::unique_ptr<http::TlsKeeper> tls_;
  http::Router router_;
  http::Server server_;
};

}  // namespace ledger::support
