#include "tests/tidy/coroutine_rules.hpp"

#include <algorithm>

#include "tests/tidy/statement_scanner.hpp"

namespace ledger::tidy {
namespace {

ScanResult scan(const SourceFile& file) {
  const std::string blanked = without_literals(file.text);
  return scan_statements(tokens_of(blanked));
}

/// Whether the parameters that open at `tokens[at]` name a TokenSecret.
bool takes_secret(const std::vector<Token>& tokens, std::size_t at) {
  unsigned depth = 0;
  for (; at < tokens.size(); ++at) {
    if (tokens[at].text == "(") ++depth;
    if (tokens[at].text == ")" && --depth == 0) return false;
    if (tokens[at].text == "TokenSecret") return true;
  }
  return false;
}

}  // namespace

Complaints crowded_awaits(const SourceFiles& files) {
  Complaints complaints;
  for (const SourceFile& file : files) {
    if (!file.is_cpp()) continue;
    for (const StatementTraits& statement : scan(file).awaiting) {
      if (statement.awaits > 1) {
        complaints.push_back(complaint(file, statement.line, "two co_await in one statement"));
      }
      if (statement.braces > 0) {
        complaints.push_back(
            complaint(file, statement.line, "braces in a statement with co_await: name the value"));
      }
    }
  }
  return complaints;
}

Complaints capturing_coroutines(const SourceFiles& files) {
  Complaints complaints;
  for (const SourceFile& file : files) {
    if (!file.is_cpp()) continue;
    for (const std::size_t line : scan(file).capturing_coroutines) {
      complaints.push_back(complaint(file, line, "a lambda with captures is a coroutine"));
    }
  }
  return complaints;
}

Complaints printable_secrets(const SourceFiles& files) {
  Complaints complaints;
  for (const SourceFile& file : files) {
    if (!file.is_cpp()) continue;
    const std::string blanked = without_literals(file.text);
    const std::vector<Token> tokens = tokens_of(blanked);
    for (std::size_t at = 0; at + 3 < tokens.size(); ++at) {
      const bool is_insertion = tokens[at].text == "operator" && tokens[at + 1].text == "<" &&
                                tokens[at + 2].text == "<" && tokens[at + 3].text == "(";
      if (is_insertion && takes_secret(tokens, at + 3)) {
        complaints.push_back(complaint(file, tokens[at].line, "a TokenSecret must not print"));
      }
    }
  }
  return complaints;
}

}  // namespace ledger::tidy
