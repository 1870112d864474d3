#pragma once
// The record on the log: one CloudEvents 1.0 event in structured JSON. docs/events.md lists every
// type with an example; the bytes are pinned by golden tests and are for ever.

#include <string>
#include <string_view>
#include <variant>

#include "events/log/barrier.hpp"
#include "events/token/event.hpp"

namespace ledger::log {

/// `urn:tokenledger:` and the ledger id: the CloudEvents source of this ledger's events.
[[nodiscard]] std::string source_of(std::string_view ledger_id);

/// The CloudEvents type, e.g. `tokenledger.token.created.v1`.
[[nodiscard]] std::string_view type_of(const token::Payload& payload) noexcept;

/// The record's value.
[[nodiscard]] std::string encode(const token::Event& event, std::string_view ledger_id);

/// The same for people who look after a token: without `digest_alg` and `digest`.
[[nodiscard]] std::string encode_without_digest(const token::Event& event,
                                                std::string_view ledger_id);

/// The record's key: the token or owner that it is about, or the ledger id.
[[nodiscard]] std::string key_of(const token::Event& event, std::string_view ledger_id);

/// Not of this ledger: another source or another type of event. A recorded no-op.
struct ForeignRecord {};
/// Not what its type demands. A recorded no-op.
struct MalformedRecord {
  std::string reason;
};
/// Of this ledger, but of a type or version that this program does not know: it must not be passed.
struct UnknownRecord {
  std::string type;
};
using Decoded = std::variant<token::Event, Barrier, ForeignRecord, MalformedRecord, UnknownRecord>;

/// Reads a record's value. An empty `ledger_id` takes any ledger's (for genesis).
[[nodiscard]] Decoded decode(std::string_view value, std::string_view ledger_id);

}  // namespace ledger::log
