#include "services/http/request_name.hpp"

#include <algorithm>
#include <random>

#include <boost/beast/core/string.hpp>

namespace ledger::http {
namespace {

bool is_lower_hex(std::string_view text) noexcept {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_all_zero(std::string_view text) noexcept {
  return text.find_first_not_of('0') == text.npos;
}

/// The trace-id of `00-<32>-<16>-<2>`; of a later version what is behind that is its matter (W3C
/// Trace Context §3.2, §4.3). Empty: it is none.
std::string_view trace_id_of(std::string_view value) noexcept {
  constexpr std::size_t size = 55;
  if (value.size() < size || value[2] != '-' || value[35] != '-' || value[52] != '-') return {};
  const auto version = value.substr(0, 2);
  const auto trace = value.substr(3, 32);
  const auto parent = value.substr(36, 16);
  if (!is_lower_hex(version) || version == "ff" || !is_lower_hex(trace) || is_all_zero(trace) ||
      !is_lower_hex(parent) || is_all_zero(parent) || !is_lower_hex(value.substr(53, 2))) {
    return {};
  }
  if (value.size() > size && (version == "00" || value[size] != '-')) return {};
  return trace;
}

bool is_request_id(std::string_view value) noexcept {
  return !value.empty() && value.size() <= request_id_max &&
         std::ranges::all_of(value, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

RequestName name_in(const Request& request) noexcept {
  RequestName name;
  int ids = 0;
  int traces = 0;
  for (const HeaderField& field : request.headers()) {
    const boost::beast::string_view text(field.name.data(), field.name.size());
    if (text.size() == 12 && boost::beast::iequals(text, "X-Request-Id")) {
      name.id = ++ids == 1 && is_request_id(field.value) ? field.value : std::string_view();
    } else if (text.size() == 11 && boost::beast::iequals(text, "traceparent")) {
      name.trace = ++traces == 1 ? trace_id_of(field.value) : std::string_view();
    }
  }
  if (name.id.empty()) name.id = name.trace;
  return name;
}

RequestIds::RequestIds() {
  std::random_device dice;
  random_ = std::uint64_t{dice()} << 32 | dice();
}

void RequestIds::make(Text& text) noexcept {
  ++count_;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto word = i < 16 ? random_ : count_;
    text[i] = "0123456789abcdef"[word >> (60 - 4 * (i % 16)) & 15];
  }
}

}  // namespace ledger::http
