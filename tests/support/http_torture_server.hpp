#pragma once
// A real server on a free port with routes that show one trait each, for the HTTP torture tests.

#include "services/http/server.hpp"

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
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] http::Server& server() { return server_; }

 private:
  http::Router router_;
  http::Server server_;
};

}  // namespace ledger::support
