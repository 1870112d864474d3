#include "events/token/errc.hpp"

#include <string>

namespace ledger::token {
namespace {

const char* text(errc code) {
  switch (code) {
    case errc::expiry_in_past:
      return "the expiry is not in the future";
    case errc::expiry_beyond_maximum:
      return "the expiry is beyond the maximum lifetime";
    case errc::expiry_given_twice:
      return "give expires_in or expires_at, not both";
    case errc::overlap_beyond_maximum:
      return "the overlap is longer than allowed";
    case errc::owner_required:
      return "an operator must name the owner";
    case errc::insufficient_scope:
      return "the calling token lacks the scope for this";
    case errc::operator_required:
      return "only an operator may do this";
    case errc::other_owner:
      return "only an operator may act for another owner";
    case errc::scope_beyond_caller:
      return "a scope is beyond what the calling token has";
    case errc::scope_needs_operator:
      return "a scope can only be given by an operator";
    case errc::expiry_beyond_caller:
      return "the expiry is beyond the calling token's own";
    case errc::not_found:
      return "there is no such token";
    case errc::owner_suspended:
      return "the owner is suspended";
    case errc::token_revoked:
      return "the token was revoked for ever with all of its owner's";
    case errc::revision_mismatch:
      return "the token has changed since that revision";
    case errc::operator_stays:
      return "the owner operator cannot be suspended";
    case errc::rules_unknown:
      return "this program does not know these rules, or they held before";
    case errc::webhook_unknown:
      return "there is no such webhook";
    case errc::webhooks_full:
      return "the ledger has as many webhooks as it may";
    case errc::position_ahead:
      return "the log does not reach that position yet";
    case errc::secret_in_overlap:
      return "the old secret of a regenerated token cannot do this";
  }
  return "unknown rejection";
}

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "ledger.token"; }
  std::string message(int code) const override { return text(static_cast<errc>(code)); }
};

}  // namespace

boost::system::error_code make_error_code(errc code) noexcept {
  static const Category category;
  return {static_cast<int>(code), category};
}

}  // namespace ledger::token
