#pragma once
// One HTTP request as a handler sees it. The views point into the connection's buffers and stay
// valid until the answer is complete, across awaits too.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/verb.hpp>

namespace ledger::http {

struct HeaderField {
  std::string_view name;  ///< as it was sent; compare in any case
  std::string_view value;
};

struct Request {
  boost::beast::http::verb method = boost::beast::http::verb::unknown;
  std::string_view method_text;
  std::string_view target;  ///< as sent
  std::string_view path;    ///< target up to `?`, as normal_path() leaves it
  std::string_view query;   ///< behind `?`, not decoded
  std::string_view body;    ///< empty until it is read
  boost::asio::ip::address peer;
  std::vector<HeaderField> header_fields;

  [[nodiscard]] std::span<const HeaderField> headers() const noexcept { return header_fields; }
  /// The first header of that name, in any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
  /// How many headers have that name.
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
};

}  // namespace ledger::http
