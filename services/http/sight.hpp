#pragma once
// What a server tells of the requests that it has answered: for logs and metrics, by the threads
// that answer. Nothing of a request that may hold a secret is told: the route by its pattern, no
// path, query, field or body.

#include <chrono>
#include <cstdint>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/verb.hpp>

namespace ledger::http {

struct Route;

/// Who a request is among the lines of many programs. Visible ASCII.
struct RequestName {
  std::string_view id;     ///< X-Request-Id as it came, the trace's id, or made here; may be empty
  std::string_view trace;  ///< the trace-id of `traceparent` (W3C Trace Context), if there is one
};

struct AnsweredRequest {
  const Route* route;  ///< null: none has been found
  boost::beast::http::verb method;
  unsigned status;
  std::uint64_t bytes;                ///< of the answer
  std::chrono::nanoseconds reading;   ///< from its first byte to the start of its handler
  std::chrono::nanoseconds handling;  ///< from there until the answer was there, waiting included
  bool is_stream;                     ///< written as it went, for as long as somebody wanted it
  RequestName name;
  boost::asio::ip::address peer;
};

class Sight {
 public:
  virtual ~Sight() = default;
  virtual void on_answered(const AnsweredRequest& request) noexcept = 0;
  /// A handler ended without an answer. `reason`: of what kind the exception was.
  virtual void on_failed(const Route& route, std::string_view reason,
                         const RequestName& name) noexcept = 0;
};

}  // namespace ledger::http
