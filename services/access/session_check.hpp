#pragma once
// Is this session good now, and for whom? By the rows, which every node has; and by the uses that
// this node saw, of which the log is told now and then, so that the others know too. Any thread.

#include <mutex>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "services/access/page_site.hpp"
#include "services/access/token_check.hpp"

namespace ledger::access {

class SessionCheck {
 public:
  static constexpr std::size_t uses_max = 65'536;

  /// All must outlive it.
  SessionCheck(const TokenCheck& check, const projections::TokenView& view)
      : check_(check), view_(view) {}

  struct Found {
    token::Session session;
    token::TokenState token;
    token::OwnerState owner;
    /// `active`; else why the secret behind it is not, `revoked` where the token has another.
    Finding finding = Finding::unknown;
  };
  /// Nothing: there is no such session, it was ended, or its time is over.
  [[nodiscard]] std::optional<Found> find(const SessionCookie& cookie) const;

  /// Somebody is at it.
  void note_use(const Found& found);

  struct Use {
    token::TokenId token;
    token::SessionName session;
    token::Timestamp time;
  };
  /// Of which uses the log has to be told; each is given once.
  [[nodiscard]] std::vector<Use> take_uses();

 private:
  struct Hash {
    using is_avalanching = void;
    std::size_t operator()(const token::SessionDigest& digest) const noexcept {
      return std::hash<std::string_view>()(digest.view());
    }
  };
  struct Seen {
    token::Timestamp used_at;
    token::Timestamp told_at;  ///< the use that the log was told of last, by this node
  };
  [[nodiscard]] token::Timestamp used_at(const token::Session& session) const;

  const TokenCheck& check_;
  const projections::TokenView& view_;
  mutable std::mutex mutex_;
  boost::unordered_flat_map<token::SessionDigest, Seen, Hash> seen_;
  std::vector<Use> due_;
};

}  // namespace ledger::access
