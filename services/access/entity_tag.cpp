#include "services/access/entity_tag.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include "events/token/bytes.hpp"
#include "events/token/checksum.hpp"

namespace ledger::access {
namespace {

constexpr std::size_t shown_bytes = 8;

bool is_hex(std::string_view text) noexcept {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// `-` and the same digits for the same showing; empty where nothing is shown beside.
std::string suffix_of(const ShownBeside& shown) {
  if (shown.standing == token::Standing::active && !shown.use && !shown.secret_expires_at) {
    return {};
  }
  std::string text(token::to_text(shown.standing));
  if (shown.use) text += "\nuse " + token::to_text(shown.use->time()) + ' ' + shown.use->from;
  if (shown.secret_expires_at) text += "\nsecret " + token::to_text(*shown.secret_expires_at);
  const auto sum = token::sha256(text);
  return '-' + token::to_hex(std::span(sum).first(shown_bytes));
}

}  // namespace

EntityTags::EntityTags(const token::LedgerState& ledger) {
  const bool first = ledger.epoch == ledger.ledger_id.substr(0, token::epoch_size);
  if (!first) epoch_ = '.' + ledger.epoch;
}

std::string EntityTags::of(std::uint64_t revision, const ShownBeside& shown) const {
  return '"' + std::to_string(revision) + epoch_ + suffix_of(shown) + '"';
}

std::optional<std::uint64_t> EntityTags::revision_of(std::string_view tag) const noexcept {
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  auto rest = tag.substr(1, tag.size() - 2);
  if (rest.front() < '1' || rest.front() > '9') return std::nullopt;  // "01" was never given
  std::uint64_t revision = 0;
  const auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), revision);
  if (ec != std::errc()) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  if (!rest.starts_with(epoch_)) return std::nullopt;
  rest.remove_prefix(epoch_.size());
  const bool whole = rest.empty() || (rest.front() == '-' && rest.size() == 1 + 2 * shown_bytes &&
                                      is_hex(rest.substr(1)));
  return whole ? std::optional(revision) : std::nullopt;
}

}  // namespace ledger::access
