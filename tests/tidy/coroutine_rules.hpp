#pragma once
// The coroutine traps of g++ 12.2 (a braced temporary or a capturing lambda in a statement with
// co_await is destroyed twice), and that a secret cannot be printed.

#include "tests/tidy/source_tree.hpp"

namespace ledger::tidy {

/// One co_await per statement, no braces in that statement.
[[nodiscard]] Complaints crowded_awaits(const SourceFiles& files);

/// A coroutine is a function with parameters by value, never a lambda with captures.
[[nodiscard]] Complaints capturing_coroutines(const SourceFiles& files);

/// TokenSecret has no operator<<.
[[nodiscard]] Complaints printable_secrets(const SourceFiles& files);

}  // namespace ledger::tidy
