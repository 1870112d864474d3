#pragma once
// Reads the members of one JSON object of a record, each once and typed. Errors are values and
// stick: the first thing found wrong is kept in the RecordFault, later reads give empty values. For
// decode.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "events/token/event.hpp"

namespace ledger::log {

/// The first thing found wrong with a record.
class RecordFault {
 public:
  void note(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
  }
  [[nodiscard]] explicit operator bool() const noexcept { return !reason_.empty(); }
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

 private:
  std::string reason_;
};

class RecordMembers {
 public:
  /// `what` names the object in a reason. Notes a fault if `element` is no object, has too many
  /// members or one of them twice.
  RecordMembers(simdjson::dom::element element, std::string_view what, RecordFault& fault);

  [[nodiscard]] bool has(std::string_view name) const;
  /// The member as it is; notes a fault if there is none.
  [[nodiscard]] std::optional<simdjson::dom::element> element(std::string_view name);
  [[nodiscard]] std::string_view text(std::string_view name);
  [[nodiscard]] std::uint64_t number(std::string_view name);
  [[nodiscard]] std::vector<std::uint64_t> numbers(std::string_view name);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);
  [[nodiscard]] bool boolean(std::string_view name);
  /// Only as to_text writes it: one instant has one form.
  [[nodiscard]] token::Timestamp time(std::string_view name);
  /// Who acted: 1–160 visible ASCII characters.
  [[nodiscard]] std::string actor(std::string_view name);
  /// `name`, as parse_name leaves it.
  [[nodiscard]] std::string token_name();
  [[nodiscard]] token::ScopeSet scopes();
  /// Bytes in lower-case hexadecimal.
  template <class Bytes>
  [[nodiscard]] Bytes hex(std::string_view name) {
    Bytes bytes;
    if (!token::from_hex(text(name), bytes.value)) refuse(name);
    return bytes;
  }
  /// `digest_alg` and `digest`.
  template <class Digest>
  [[nodiscard]] Digest digest() {
    read_digest_algorithm();
    return hex<Digest>("digest");
  }
  [[nodiscard]] std::string hint();
  [[nodiscard]] std::optional<token::OwnerId> owner(std::string_view name);
  [[nodiscard]] std::optional<token::TokenId> token(std::string_view name);

  /// Notes that `name` is not what it must be.
  void refuse(std::string_view name);
  /// Every member must have been read: what a version does not define, it must not carry.
  void end();

 private:
  void read_digest_algorithm();

  RecordFault& fault_;
  simdjson::dom::object object_;
  bool readable_ = false;
  std::size_t count_ = 0;
  std::size_t read_ = 0;
};

}  // namespace ledger::log
