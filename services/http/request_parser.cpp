#include "services/http/request_parser.hpp"

#include <algorithm>

#include <boost/beast/core/string.hpp>

#include "services/http/errc.hpp"
#include "services/http/input_buffer.hpp"

namespace ledger::http {
namespace {

using boost::beast::http::field;

/// More is reserved only as it arrives: a Content-Length alone costs nothing.
constexpr std::uint64_t reserved_max = 64 * 1024;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

bool is_target(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_visible(c) && c != '#'; });
}

/// reg-name, address or IP literal, with a port or not (RFC 3986 §3.2.2); empty is allowed.
bool is_host(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_visible(c) && std::string_view("/?#@\\\"<>^`{|},").find(c) == std::string_view::npos;
  });
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// On one line there are only blanks between the colon and the value. A folded value begins on a
/// later line, or was put together outside of the header.
bool is_folded(std::string_view name, std::string_view value, std::size_t header_bytes_max) {
  const char* colon = name.data() + name.size();
  const auto distance =
      reinterpret_cast<std::uintptr_t>(value.data()) - reinterpret_cast<std::uintptr_t>(colon);
  if (distance > header_bytes_max + InputBuffer::ahead) return true;
  return std::any_of(colon + 1, value.data(), [](char c) { return c != ' ' && c != '\t'; });
}

}  // namespace

RequestParser::RequestParser(Request& request, std::string& body, const HeaderLimits& limits)
    : request_(request), body_(body), limits_(limits) {
  request_.method = boost::beast::http::verb::unknown;
  request_.target = request_.path = request_.query = {};
  request_.header_fields.clear();
  request_.body = {};
  header_limit(0xffffffff);  // the connection counts
  body_limit(boost::none);   // the route says
}

void RequestParser::on_request_impl(boost::beast::http::verb method, View method_text, View target,
                                    int version, ErrorCode& ec) {
  request_.method = method;
  request_.method_text = view(method_text);
  request_.target = view(target);
  version_ = version;
  if (target.size() > limits_.target_bytes_max) {
    ec = errc::target_too_long;
  } else if (!is_target(request_.target) || !split_target(request_)) {
    ec = errc::bad_target;
  }
}

void RequestParser::on_field_impl(field known, View name, View value, ErrorCode& ec) {
  if (is_folded(view(name), view(value), limits_.bytes_max)) {
    ec = errc::folded_field;
    return;
  }
  if (header_done_) return;  // a trailer: framed, bounded by the buffer, and dropped
  if (request_.header_fields.size() == limits_.fields_max) {
    ec = errc::too_many_fields;
    return;
  }
  request_.header_fields.push_back({view(name), view(value)});
  check_field(known, view(value), ec);
}

void RequestParser::check_field(field known, std::string_view value, ErrorCode& ec) {
  using boost::beast::iequals;
  switch (known) {
    case field::host:
      if (++hosts_ > 1 || !is_host(value)) ec = errc::bad_host;
      break;
    case field::content_length:
      if (++lengths_ > 1 || codings_ > 0 || !is_number(value)) ec = errc::bad_length;
      break;
    case field::transfer_encoding:
      if (++codings_ > 1 || lengths_ > 0 || version_ < 11) {
        ec = errc::bad_coding;
      } else if (!iequals({value.data(), value.size()}, "chunked")) {
        ec = errc::unknown_coding;
      }
      break;
    case field::expect:
      if (iequals({value.data(), value.size()}, "100-continue")) {
        expects_continue_ = version_ >= 11;
      } else {
        expects_unknown_ = true;
      }
      break;
    default:
      break;
  }
}

void RequestParser::on_header_impl(ErrorCode& ec) {
  header_done_ = true;
  if (version_ >= 11 && hosts_ != 1) ec = errc::bad_host;
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) {
  body_.clear();
  if (length && keep_body_) body_.reserve(std::min(*length, reserved_max));
}

std::size_t RequestParser::on_body_impl(View body, ErrorCode&) {
  has_body_bytes_ = has_body_bytes_ || !body.empty();
  if (keep_body_) body_.append(body.data(), body.size());
  return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode& ec) {
  has_body_bytes_ = has_body_bytes_ || size > 0;
  const auto text = view(extensions);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
  if (std::any_of(text.begin(), text.end(), is_control)) ec = errc::bad_chunk;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, ErrorCode&) {
  if (keep_body_) body_.append(body.data(), body.size());
  return body.size();
}

bool split_target(Request& request) {
  using boost::beast::iequals;
  std::string_view rest = request.target;
  if (rest.empty()) return false;
  if (rest == "*" && request.method == boost::beast::http::verb::options) {
    request.path = rest;
    request.query = {};
    return true;
  }
  if (rest.front() != '/') {
    const std::size_t colon = rest.find("://");
    if (colon == rest.npos) return false;
    const boost::beast::string_view scheme(rest.data(), colon);
    if (!iequals(scheme, "http") && !iequals(scheme, "https")) return false;
    rest.remove_prefix(colon + 3);
    const std::size_t authority = std::min(rest.find_first_of("/?"), rest.size());
    if (authority == 0) return false;
    rest.remove_prefix(authority);
  }
  const std::size_t question = rest.find('?');
  request.path = rest.substr(0, question);
  request.query = question == rest.npos ? std::string_view{} : rest.substr(question + 1);
  if (request.path.empty()) request.path = "/";
  return true;
}

}  // namespace ledger::http
