#pragma once
// Entity tags of tokens (RFC 9110 §8.8.3). For clients a tag is opaque: they send back what they
// were given. What stands in it:
//
//   "7"                  revision 7 as its event made it: active, never used
//   "7-5e0c9a31b2d4f607" the same where the answer shows what is no revision's: another status, a
//                        last use, the end of an old secret. It changes with these
//   "7.0123456789abcdef" of an epoch that is not the ledger's first: there are two revisions 7
//
// If-None-Match compares all of it: has the answer changed? If-Match asks whether the token has,
// and a use or a status is no change of it: revision and epoch alone count.

#include <optional>
#include <string>
#include <string_view>

#include "events/token/standing.hpp"
#include "services/usage/use_store.hpp"

namespace ledger::access {

/// What an answer shows besides the token's revision.
struct ShownBeside {
  token::Standing standing = token::Standing::active;
  std::optional<usage::Use> use{};
  std::optional<token::Timestamp> secret_expires_at{};  ///< where it is not the token's own
};

class EntityTags {
 public:
  EntityTags() = default;
  explicit EntityTags(const token::LedgerState& ledger);

  [[nodiscard]] std::string of(std::uint64_t revision, const ShownBeside& shown) const;
  /// The revision that a tag of If-Match means; nothing: it is none of this epoch, none of ours, or
  /// weak (§13.1.1 compares strongly).
  [[nodiscard]] std::optional<std::uint64_t> revision_of(std::string_view tag) const noexcept;

 private:
  std::string epoch_;  ///< what stands behind the revision, `.` included
};

}  // namespace ledger::access
