#include "services/http/refusal.hpp"

#include <array>

#include <boost/beast/http/error.hpp>

namespace ledger::http {
namespace {

struct Row {
  errc code;
  unsigned status;
  const char* type;
  const char* title;
  const char* detail;
};

constexpr const char* bad = "bad-request";
constexpr const char* malformed = "Malformed request";

constexpr std::array rows{
    Row{errc::malformed_request, 400, bad, malformed,
        "The request line or a header field is not HTTP/1.1 (RFC 9112): lines end in CR LF, no "
        "space stands before a colon, values hold no control characters."},
    Row{errc::bad_target, 400, bad, malformed,
        "The request target must be a path that begins with `/`, or an absolute http URI, in "
        "visible ASCII and without a fragment; `*` is for OPTIONS alone."},
    Row{errc::bad_host, 400, bad, malformed,
        "An HTTP/1.1 request carries exactly one valid Host field: send one."},
    Row{errc::bad_length, 400, bad, malformed,
        "Content-Length must stand once, as one decimal number, and not beside "
        "Transfer-Encoding."},
    Row{errc::bad_coding, 400, bad, malformed,
        "Transfer-Encoding must stand once, in HTTP/1.1, and not beside Content-Length."},
    Row{errc::folded_field, 400, bad, malformed,
        "A header field runs over several lines; put it on one."},
    Row{errc::bad_chunk, 400, bad, malformed,
        "The chunked body is not framed as RFC 9112 section 7.1 says."},
    Row{errc::unknown_coding, 501, "transfer-coding-not-implemented",
        "Transfer coding not implemented", "The only transfer coding taken is `chunked`."},
    Row{errc::bad_version, 505, "http-version-not-supported", "HTTP version not supported",
        "This server speaks HTTP/1.1 and HTTP/1.0."},
    Row{errc::target_too_long, 414, "uri-too-long", "Request target too long",
        "The request target is longer than this server takes; shorten the query."},
    Row{errc::header_too_large, 431, "header-fields-too-large", "Header fields too large",
        "The request line and header fields together are larger than this server takes; send "
        "less."},
    Row{errc::too_many_fields, 431, "header-fields-too-large", "Header fields too large",
        "The request has more header fields than this server takes; send fewer."},
    Row{errc::content_too_large, 413, "content-too-large", "Content too large",
        "The body is larger than this resource takes; send a smaller one."},
    Row{errc::unsupported_media_type, 415, "unsupported-media-type", "Unsupported media type",
        "The body's Content-Type is not one that this resource takes."},
    Row{errc::content_encoding, 415, "unsupported-media-type", "Unsupported content encoding",
        "Send the body as it is, without Content-Encoding."},
    Row{errc::unknown_expectation, 417, "expectation-failed", "Expectation failed",
        "The only expectation that is met is `100-continue`; send the request without another."},
    Row{errc::not_found, 404, "not-found", "Not found", "There is nothing at this path."},
    Row{errc::method_not_allowed, 405, "method-not-allowed", "Method not allowed",
        "This resource has no such method; the Allow field lists those it has."},
    Row{errc::not_acceptable, 406, "not-acceptable", "Not acceptable",
        "The Accept field excludes what this resource answers with."},
    Row{errc::length_required, 411, "length-required", "Length required",
        "This resource needs a body; send one, with Content-Length or Transfer-Encoding: "
        "chunked."},
    Row{errc::header_timeout, 408, "request-timeout", "Request timeout",
        "The header did not arrive in time; send the request again on a new connection."},
    Row{errc::body_timeout, 408, "request-timeout", "Request timeout",
        "The body did not arrive in time; send the request again on a new connection."},
    Row{errc::incomplete, 400, bad, "Incomplete request",
        "The connection was shut down before the request was complete; send it whole."},
    Row{errc::tls_expected, 400, bad, "TLS expected",
        "This port speaks TLS, and the request came without: use `https`."},
    Row{errc::overloaded, 503, "overloaded", "Too many connections",
        "This server has as many connections as it takes; try again after Retry-After seconds."},
    Row{errc::internal, 500, "internal", "Internal error",
        "The request failed inside the server; the operator finds the reason in its log."},
};

const Row& row(errc code) {
  for (const Row& each : rows) {
    if (each.code == code) return each;
  }
  return rows.front();
}

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "ledger.http"; }
  std::string message(int code) const override { return row(static_cast<errc>(code)).detail; }
};

const Category category;

}  // namespace

boost::system::error_code make_error_code(errc code) noexcept {
  return {static_cast<int>(code), category};
}

errc refusal_code(boost::system::error_code ec) noexcept {
  using boost::beast::http::error;
  if (ec.category() == category) return static_cast<errc>(ec.value());
  if (ec == error::bad_version) return errc::bad_version;
  if (ec == error::bad_target) return errc::bad_target;
  if (ec == error::header_limit) return errc::header_too_large;
  if (ec == error::body_limit) return errc::content_too_large;
  if (ec == error::bad_content_length || ec == error::multiple_content_length) {
    return errc::bad_length;
  }
  if (ec == error::bad_transfer_encoding) return errc::bad_coding;
  if (ec == error::bad_chunk || ec == error::bad_chunk_extension) return errc::bad_chunk;
  return errc::malformed_request;
}

Problem refusal(errc code) {
  const Row& found = row(code);
  Problem problem;
  problem.status = found.status;
  problem.type = found.type;
  problem.title = found.title;
  problem.detail = found.detail;
  if (code == errc::overloaded) problem.headers.emplace_back("Retry-After", "1");
  return problem;
}

}  // namespace ledger::http
