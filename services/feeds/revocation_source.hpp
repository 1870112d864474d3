#pragma once
// What stopped secrets from opening anything, or made them open less, with their digests.

#include "services/feeds/feed_source.hpp"

namespace ledger::feeds {

class RevocationSource final : public FeedSource {
 public:
  /// `view` must outlive it.
  explicit RevocationSource(const projections::TokenView& view) : FeedSource(view) {}

  [[nodiscard]] FeedSlice read(std::optional<token::Position> after, token::Position through,
                               std::size_t count_max) const override;
  [[nodiscard]] std::string_view name() const noexcept override { return "revocations"; }
  [[nodiscard]] std::string_view item_name() const noexcept override { return "revocation"; }
};

/// `deleted`, `regenerated`, `overlap_ended`, …
[[nodiscard]] std::string_view to_text(projections::RevocationReason reason) noexcept;

}  // namespace ledger::feeds
