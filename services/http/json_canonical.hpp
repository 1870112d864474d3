#pragma once
// Canonical text of a JSON value, and the checks that make it one: depth, and each name once.

#include <string>

#include <simdjson.h>

namespace ledger::http {

/// Appends the canonical text of `value`: names in byte order, equal numbers alike, no blanks.
void append_canonical(std::string& out, simdjson::dom::element value);

/// What is wrong with `value`, or an empty text: nested deeper than `depth_max`, or an object has a
/// name twice.
[[nodiscard]] std::string structure_fault(simdjson::dom::element value, std::size_t depth_max);

}  // namespace ledger::http
