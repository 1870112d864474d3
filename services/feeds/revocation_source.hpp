#pragma once
// What stopped secrets from opening anything, or made them open less, with their digests.

#include <array>

#include "services/feeds/feed_source.hpp"

namespace ledger::feeds {

/// Of RevocationReason, in its order.
inline constexpr std::array<std::string_view, 8> reason_texts{
    "deleted",   "regenerated", "overlap_ended", "scopes_narrowed",
    "suspended", "resumed",     "all_revoked",   "expired"};
/// `deleted`, `regenerated`, `overlap_ended`, …
[[nodiscard]] std::string_view to_text(projections::RevocationReason reason) noexcept;

class RevocationSource final : public FeedSource {
 public:
  /// `view` must outlive it.
  explicit RevocationSource(const projections::TokenView& view) : FeedSource(view) {}

  [[nodiscard]] FeedSlice read(std::optional<token::Position> after, token::Position through,
                               std::size_t count_max) const override;
  [[nodiscard]] std::string_view name() const noexcept override { return "revocations"; }
  [[nodiscard]] std::string_view type_name(std::size_t type) const noexcept override {
    return to_text(static_cast<projections::RevocationReason>(type));
  }
  [[nodiscard]] std::string_view item_name() const noexcept override { return "revocation"; }
};

}  // namespace ledger::feeds
