#include "events/token/webhook.hpp"

#include <algorithm>

namespace ledger::token {

bool is_webhook_url(std::string_view text) noexcept {
  const auto rest = text.starts_with("https://")  ? text.substr(8)
                    : text.starts_with("http://") ? text.substr(7)
                                                  : std::string_view();
  return !rest.empty() && text.size() <= webhook_url_bytes_max &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

bool is_webhook_type(std::string_view text) noexcept {
  return !text.empty() && text.size() <= webhook_type_bytes_max &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

bool is_owner_pattern(std::string_view text) {
  if (text.empty()) return true;
  if (!text.ends_with('*')) return OwnerId::parse(text).has_value();
  text.remove_suffix(1);
  // What an owner may begin with: `.` and `..` are none, but begin some.
  return text.empty() || text == "." || text == ".." || OwnerId::parse(text).has_value();
}

bool matches_owner(std::string_view pattern, std::string_view owner) noexcept {
  if (pattern.empty()) return true;
  if (!pattern.ends_with('*')) return owner == pattern;
  pattern.remove_suffix(1);
  return !owner.empty() && owner.starts_with(pattern);
}

}  // namespace ledger::token
