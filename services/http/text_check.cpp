#include "services/http/text_check.hpp"

#include <simdjson.h>

#include "services/http/url.hpp"

namespace ledger::http {
namespace {

constexpr std::size_t named_bytes_max = 64;

bool is_text(std::string_view bytes) noexcept {
  unsigned char all = 0;
  for (const char c : bytes) all |= static_cast<unsigned char>(c);
  return all < 0x80 || simdjson::validate_utf8(bytes.data(), bytes.size());
}

bool stands_for_text(std::string_view escaped) {
  if (escaped.find('%') == escaped.npos) return true;
  std::string decoded;
  return !percent_decode(escaped, decoded) || is_text(decoded);
}

Problem no_text(std::string what) {
  return make_problem(400, "not-utf-8", "Not UTF-8", std::move(what) + " is no UTF-8; send text.");
}

}  // namespace

std::optional<Problem> text_problem(const Request& request) {
  if (!stands_for_text(request.path)) return no_text("What the path's percent escapes stand for");
  if (!stands_for_text(request.query)) return no_text("What the query's percent escapes stand for");
  for (const HeaderField& field : request.headers()) {
    if (is_text(field.value)) continue;
    return no_text("The header field " + std::string(field.name.substr(0, named_bytes_max)));
  }
  return std::nullopt;
}

}  // namespace ledger::http
