#pragma once
// A real server on a free port with routes that show one trait each, for the HTTP torture tests.
// TOKENLEDGER_TEST_TRANSPORT says how it is reached: `plain`, `tls` or `unix`.

#include "services/http/server.hpp"
#include "services/http/tls_identities.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/http_client.hpp"

namespace ledger::support {

/// Of /endless and /quiet.
struct StreamCounts {
  std::atomic<int> open{0};
  std::atomic<int> opened{0};
  std::atomic<std::uint64_t> sent{0};  ///< pieces

  class Open {
   public:
    explicit Open(StreamCounts& counts) : counts_(counts) {
      ++counts_.open;
      ++counts_.opened;
    }
    ~Open() { --counts_.open; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;

   private:
    StreamCounts& counts_;
  };
};

/// GET /fast answers the query · GET /slow/{} the segment, after a turn of the loop · GET /wait
/// after 100 ms · POST /echo the body (JSON, up to 100,000 bytes) · POST /guarded wants
/// `Authorization` first, then JSON of up to 1,000 bytes · POST /pass drops the body · GET /throw,
/// /throw-fast, /silent fail; /throw-known, /throw-known-late in a way that has its own problem ·
/// GET /large answers 4 MB · /header-only/* the query, by any method, with a header of up to 40,000
/// bytes, a target of 30,000 and 100 fields.
/// `/lines?N` writes N lines as it goes; `/endless` as much as is taken; `/quiet` a line, another
/// when nobody wants more; `/breaking?N` fails after N pieces; `/woken?N` wakes itself.
class HttpTortureServer {
 public:
  explicit HttpTortureServer(http::Limits limits = {}, unsigned threads = 1);
  /// A connection of the kind that is tested; through the handshake, if there is one.
  [[nodiscard]] std::unique_ptr<HttpChannel> connect() const;
  [[nodiscard]] bool is_unix() const { return transport_ == "unix"; }
  [[nodiscard]] http::Server& server() { return server_; }
  [[nodiscard]] const StreamCounts& streams() const noexcept { return streams_; }

 private:
  [[nodiscard]] http::Server::Options options(http::Limits limits, unsigned threads);

  std::string transport_;
  FreshDirectory directory_;
  std::optional<Authority> authority_;
  std::unique_ptr<http::TlsKeeper> tls_;
  StreamCounts streams_;
  http::Router router_;
  http::Server server_;
};

}  // namespace ledger::support
