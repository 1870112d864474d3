#pragma once
// An approximate reader of C++ statements: it knows which braces open blocks, which open bodies of
// lambdas and which make values, and so finds what stands in one statement with a `co_await`. It
// does not know types; when in doubt it takes a brace for a value's.

#include <cstddef>
#include <string_view>
#include <vector>

#include "tests/tidy/cpp_text.hpp"

namespace ledger::tidy {

/// What one statement (without the bodies of blocks and lambdas in it) holds.
struct StatementTraits {
  std::size_t line = 0;  ///< of its first token
  unsigned awaits = 0;
  unsigned braces = 0;  ///< values in braces and bodies of lambdas
};

struct ScanResult {
  std::vector<StatementTraits> awaiting;          ///< statements with a `co_await`
  std::vector<std::size_t> capturing_coroutines;  ///< lines of lambdas with captures that suspend
};

[[nodiscard]] ScanResult scan_statements(const std::vector<Token>& tokens);

}  // namespace ledger::tidy
