#pragma once
// Beast's HTTP/1 parser, writing into a Request and stricter than Beast is: what two readers could
// understand differently (RFC 9112 §11.2) is refused. Header views point into what put() is given,
// which must stay where it is until the request is answered. One parser reads one request.

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "services/http/limits.hpp"
#include "services/http/request.hpp"

namespace ledger::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  /// `body`: where the body goes, framing removed, unless `keep_body(false)` says to drop it.
  /// `limits`, which must outlive it: the largest of any route, for none is chosen yet.
  RequestParser(Request& request, std::string& body, const HeaderLimits& limits);

  [[nodiscard]] bool http_1_0() const noexcept { return version_ == 10; }
  [[nodiscard]] bool has_body() const noexcept { return !is_done(); }
  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
  [[nodiscard]] bool expects_unknown() const noexcept { return expects_unknown_; }
  /// Of the body, its framing apart, something has come.
  [[nodiscard]] bool has_body_bytes() const noexcept { return has_body_bytes_; }
  void keep_body(bool keep) noexcept { keep_body_ = keep; }

 private:
  using ErrorCode = boost::beast::error_code;
  using View = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, View method_text, View target, int version,
                       ErrorCode& ec) override;
  void on_response_impl(int, View, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field field, View name, View value,
                     ErrorCode& ec) override;
  void on_header_impl(ErrorCode& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& ec) override;
  std::size_t on_body_impl(View body, ErrorCode& ec) override;
  void on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, View body, ErrorCode& ec) override;
  void on_finish_impl(ErrorCode&) override {}

  void check_field(boost::beast::http::field field, std::string_view value, ErrorCode& ec);

  Request& request_;
  std::string& body_;
  const HeaderLimits& limits_;
  int version_ = 0;
  unsigned hosts_ = 0;
  unsigned lengths_ = 0;
  unsigned codings_ = 0;
  bool expects_continue_ = false;
  bool expects_unknown_ = false;
  bool has_body_bytes_ = false;
  bool keep_body_ = true;
  bool header_done_ = false;
};

/// Sets path and query of an origin-form or absolute-form target (RFC 9112 §3.2), or of the `*` of
/// an OPTIONS; false: none of them.
[[nodiscard]] bool split_target(Request& request);

}  // namespace ledger::http
