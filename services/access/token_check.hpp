#pragma once
// Is this secret good now? The hot set first, which has all that may be active; the rows where it
// is not complete, and where a door says why a secret is refused. Every door asks here, so that no
// two of them can answer differently.

#include <array>
#include <string_view>

#include "projections/hot_set.hpp"
#include "projections/token_view.hpp"
#include "services/access/retired_watch.hpp"
#include "services/runtime/clock.hpp"

namespace ledger::access {

enum class Finding : std::uint8_t { active, malformed, unknown, expired, revoked, suspended };
inline constexpr std::size_t findings = 6;

/// `active`, `malformed`, `unknown`, `expired`, `revoked`, `suspended`.
[[nodiscard]] constexpr std::string_view to_text(Finding finding) noexcept {
  constexpr std::array<std::string_view, findings> texts{"active",  "malformed", "unknown",
                                                         "expired", "revoked",   "suspended"};
  return texts[static_cast<std::size_t>(finding)];
}

[[nodiscard]] constexpr Finding finding_of(token::Standing standing, bool in_overlap) noexcept {
  switch (standing) {
    case token::Standing::active:
      return Finding::active;
    // An old secret past its deadline was regenerated away, whatever became of the token.
    case token::Standing::expired:
      return in_overlap ? Finding::revoked : Finding::expired;
    case token::Standing::suspended:
      return Finding::suspended;
    case token::Standing::revoked:
      return Finding::revoked;
  }
  return Finding::unknown;
}

class TokenCheck {
 public:
  /// All must outlive it. `watch`, where there is one, is told of dead secrets that turn up.
  TokenCheck(const projections::HotSet& hot, const projections::TokenView& view,
             const runtime::Clock& clock, const RetiredWatch* watch = nullptr)
      : hot_(hot), view_(view), clock_(clock), watch_(watch) {}

  /// Calls visitor(const HotToken&, Timestamp now) if and only if the finding is active; the views
  /// it gets end with the call. A text with a wrong shape or checksum is refused without a look-up.
  template <class Visitor>
  [[nodiscard]] Finding check(std::string_view secret, Visitor&& visitor) const {
    const auto digest = token::digest_of_secret(secret);
    return digest ? check(*digest, visitor) : Finding::malformed;
  }
  /// The same of a secret whose digest is known.
  template <class Visitor>
  [[nodiscard]] Finding check(const token::TokenDigest& digest, Visitor&& visitor) const {
    const auto finding = check_living(digest, Rows::always, visitor);
    if (finding != Finding::unknown) return finding;
    return view_.retired(digest) ? Finding::revoked : Finding::unknown;
  }

  [[nodiscard]] token::Timestamp now() const { return clock_.now(); }

  /// The same check, of which the watch is not told.
  [[nodiscard]] TokenCheck untold() const { return {hot_, view_, clock_}; }

  /// The digest of a secret that is going to be asked about; nothing where shape or checksum are
  /// wrong. Between this and the question the memory brings what it is about.
  [[nodiscard]] std::optional<token::TokenDigest> seek(std::string_view secret) const noexcept {
    auto digest = token::digest_of_secret(secret);
    if (digest) hot_.touch(*digest);
    return digest;
  }
  /// check() of what seek() found, for a door that refuses all alike: a retired secret is unknown,
  /// one that expired a while ago or was revoked with its owner may be, and no row is read.
  template <class Visitor>
  [[nodiscard]] Finding check_quickly(const std::optional<token::TokenDigest>& sought,
                                      Visitor&& visitor) const {
    return sought ? check_living(*sought, Rows::where_needed, visitor) : Finding::malformed;
  }

  /// At which revisions the hot set has a living secret's token and owner; nothing: it has not.
  struct Revisions {
    std::uint64_t token = 0;
    std::uint64_t owner = 0;
  };
  [[nodiscard]] std::optional<Revisions> revisions(const token::TokenDigest& digest) const {
    std::optional<Revisions> found;
    hot_.visit(digest, [&](const projections::HotToken& hot) {
      found = Revisions{hot.revision, hot.owner_revision};
    });
    return found;
  }
  /// Whether memory has the token that `digest` opens as active at that revision. False: it may be
  /// all the same.
  [[nodiscard]] bool knows_active(const token::TokenDigest& digest, std::uint64_t revision) const {
    bool active = false;
    hot_.visit(digest, [&](const projections::HotToken& hot) {
      active = hot.revision == revision && !hot.in_overlap &&
               token::judge(hot.issued_position, hot.expires_at, hot.owner_standing,
                            clock_.now()) == token::Standing::active;
    });
    return active;
  }

  /// The same of a row that `digest` was found to open, and its owner's.
  [[nodiscard]] Finding judge_row(const token::TokenState& row, const token::OwnerState& owner,
                                  const token::TokenDigest& digest) const {
    const bool in_overlap = projections::is_in_overlap(row, digest);
    return finding_of(token::judge(in_overlap ? row.overlap->issued_position : row.issued_position,
                                   in_overlap ? row.overlap->until : row.expires_at,
                                   token::standing_of(owner), clock_.now()),
                      in_overlap);
  }

 private:
  /// For what is not in the hot set.
  enum class Rows : std::uint8_t { where_needed, always };

  template <class Visitor>
  [[nodiscard]] Finding check_living(const token::TokenDigest& digest, Rows rows,
                                     Visitor& visitor) const {
    Finding finding = Finding::unknown;
    bool ended = false;
    const auto judge = [&](const projections::HotToken& found) {
      const auto now = clock_.now();
      finding = finding_of(
          token::judge(found.issued_position, found.expires_at, found.owner_standing, now),
          found.in_overlap);
      if (finding == Finding::active) return visitor(found, now);
      ended = found.in_overlap;
    };
    const auto extent = hot_.extent();
    if (!hot_.visit(digest, judge) && (rows == Rows::always || !extent.covers(clock_.now()))) {
      static_cast<void>(visit_row(digest, judge));
    }
    if (finding != Finding::active && watch_ != nullptr) {
      if (finding == Finding::unknown) watch_->note_unknown(digest);
      if (finding == Finding::revoked && ended) watch_->note_ended(digest);
    }
    return finding;
  }

  template <class Judge>
  bool visit_row(const token::TokenDigest& digest, const Judge& judge) const {
    const auto row = view_.find(digest);
    if (!row) return false;
    const auto owner = view_.owner(row->owner);
    const auto scopes = row->scopes.joined();
    const bool in_overlap = projections::is_in_overlap(*row, digest);
    judge(projections::HotToken{
        row->id, in_overlap ? row->overlap->issued_position : row->issued_position,
        in_overlap ? row->overlap->until : row->expires_at, in_overlap, row->owner.text(),
        row->name, scopes, token::standing_of(owner), nullptr, row->revision, owner.revision});
    return true;
  }

  const projections::HotSet& hot_;
  const projections::TokenView& view_;
  const runtime::Clock& clock_;
  const RetiredWatch* watch_;
};

}  // namespace ledger::access
