#include "projections/ledger_fold.hpp"

namespace ledger::projections {

using namespace token;

void FoldedBatch::for_each_changed(
    const std::function<void(const std::optional<TokenState>&, const TokenState&)>& on_token,
    const std::function<void(const OwnerState&)>& on_owner) const {
  owners_->for_each_changed([&](const auto&, const auto& now) { on_owner(*now); });
  tokens_->for_each_changed([&](const auto& before, const auto& now) { on_token(before, *now); });
}

void FoldedBatch::for_each_retired_changed(
    const std::function<void(const TokenDigest&, bool)>& on_digest) const {
  retired_->for_each_changed([&](const auto& before, const auto& now) {
    if (now) {
      on_digest(now->digest, true);
    } else if (before) {
      on_digest(before->digest, false);
    }
  });
}

}  // namespace ledger::projections
