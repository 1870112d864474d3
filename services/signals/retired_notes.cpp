#include "services/signals/retired_notes.hpp"

#include <cstring>

namespace ledger::signals {

void RetiredNotes::note_unknown(const token::TokenDigest& digest) const noexcept {
  if (filter_.may_have(digest)) note_ended(digest);
}

void RetiredNotes::note_ended(const token::TokenDigest& digest) const noexcept {
  std::uint64_t part = 0;
  std::memcpy(&part, digest.value.data() + 8, sizeof part);
  auto& lately = lately_[part % lately_.size()];
  if (lately.load(std::memory_order_relaxed) == part) return;
  if (!queue_.bounded_push(digest)) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  lately.store(part, std::memory_order_relaxed);
}

std::optional<token::TokenDigest> RetiredNotes::take() {
  token::TokenDigest digest;
  if (!queue_.pop(digest)) return std::nullopt;
  return digest;
}

void RetiredNotes::begin_again() noexcept {
  for (auto& lately : lately_) lately.store(0, std::memory_order_relaxed);
}

}  // namespace ledger::signals
