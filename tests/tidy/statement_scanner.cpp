#include "tests/tidy/statement_scanner.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace ledger::tidy {
namespace {

template <std::size_t size>
bool is_one_of(std::string_view token, const std::array<std::string_view, size>& words) {
  return std::ranges::find(words, token) != words.end();
}

enum class Brace { block, lambda, value };

/// One level of braces whose contents are statements of their own.
struct Frame {
  Brace opened_by = Brace::block;
  bool captures = false;      ///< of a lambda's body
  bool is_coroutine = false;  ///< of a lambda's body: already reported
  std::size_t lambda_line = 0;
  StatementTraits statement;
  unsigned depth = 0;           ///< open parentheses, brackets and value braces of the statement
  bool declares_scope = false;  ///< the statement says namespace, class, ...
  bool has_arrow = false;       ///< a trailing return type at depth 0
  std::string_view previous;
};

/// A lambda whose introducer was read and whose body was not.
struct PendingLambda {
  std::size_t frame;
  unsigned depth;
  bool captures;
  std::size_t line;
};

class Scanner {
 public:
  explicit Scanner(const std::vector<Token>& tokens) : tokens_(tokens) {}

  ScanResult run() && {
    frames_.emplace_back();
    for (at_ = 0; at_ < tokens_.size(); ++at_) step(tokens_[at_]);
    while (!frames_.empty()) {
      end_statement();
      frames_.pop_back();
    }
    return std::move(result_);
  }

 private:
  Frame& top() { return frames_.back(); }

  void end_statement() {
    Frame& frame = top();
    if (frame.statement.awaits > 0) result_.awaiting.push_back(frame.statement);
    frame.statement = {};
    frame.depth = 0;
    frame.declares_scope = frame.has_arrow = false;
    frame.previous = {};
    std::erase_if(pending_,
                  [&](const PendingLambda& lambda) { return lambda.frame == frames_.size(); });
  }

  [[nodiscard]] Brace kind_of_brace() {
    const Frame& frame = top();
    if (!pending_.empty() && pending_.back().frame == frames_.size() &&
        pending_.back().depth == frame.depth) {
      return Brace::lambda;
    }
    if (frame.depth > 0) return Brace::value;
    constexpr std::array<std::string_view, 13> before_block{
        "",      ")",        "}",        ":",     "else",    "do", "try",
        "const", "noexcept", "override", "final", "mutable", "&"};
    const bool is_block =
        is_one_of(frame.previous, before_block) || frame.declares_scope || frame.has_arrow;
    return is_block ? Brace::block : Brace::value;
  }

  void open_brace(const Token& token) {
    const Brace kind = kind_of_brace();
    if (kind == Brace::value) {
      ++top().statement.braces;
      value_braces_.push_back({frames_.size(), top().depth});
      ++top().depth;
      return;
    }
    Frame inner;
    inner.opened_by = kind;
    if (kind == Brace::lambda) {
      ++top().statement.braces;
      inner.captures = pending_.back().captures;
      inner.lambda_line = pending_.back().line;
      pending_.pop_back();
    } else {
      end_statement();
    }
    inner.statement.line = token.line;
    frames_.push_back(inner);
  }

  void close_brace() {
    if (!value_braces_.empty() && value_braces_.back().frame == frames_.size()) {
      top().depth = value_braces_.back().depth;
      value_braces_.pop_back();
      return;
    }
    const Brace opened_by = top().opened_by;
    end_statement();
    if (frames_.size() > 1) frames_.pop_back();
    if (opened_by == Brace::block) end_statement();
  }

  /// `[` that opens a lambda and not an index: no value stands before it.
  void open_bracket(const Token& token) {
    Frame& frame = top();
    constexpr std::array<std::string_view, 3> before_lambda{"return", "co_return", "co_await"};
    const bool is_index = frame.previous == ")" || frame.previous == "]" ||
                          (is_word(frame.previous) && !is_one_of(frame.previous, before_lambda));
    // A structured binding, `auto [a, b]`, has a word or an ampersand after `auto` before it.
    const bool is_binding = (frame.previous == "&" || frame.previous == "*") && at_ >= 2 &&
                            (tokens_[at_ - 2].text == "auto" || tokens_[at_ - 2].text == "&");
    if (!is_index && !is_binding) {
      const bool captures = at_ + 1 < tokens_.size() && tokens_[at_ + 1].text != "]";
      pending_.push_back({frames_.size(), frame.depth, captures, token.line});
    }
    ++frame.depth;
  }

  void suspends() {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->opened_by != Brace::lambda) continue;
      if (frame->captures && !frame->is_coroutine) {
        result_.capturing_coroutines.push_back(frame->lambda_line);
        frame->is_coroutine = true;
      }
      return;
    }
  }

  void word(std::string_view text) {
    constexpr std::array<std::string_view, 5> scopes{"namespace", "class", "struct", "union",
                                                     "enum"};
    if (text == "co_await") ++top().statement.awaits;
    if (text == "co_await" || text == "co_return" || text == "co_yield") suspends();
    if (top().depth == 0 && is_one_of(text, scopes)) top().declares_scope = true;
  }

  void step(const Token& token) {
    const std::string_view text = token.text;
    if (top().statement.line == 0 || top().previous.empty()) top().statement.line = token.line;
    if (text == "{") {
      open_brace(token);
      if (top().previous.empty()) return;
    } else if (text == "}") {
      close_brace();
      if (top().previous.empty()) return;
    } else if (text == ";" && top().depth == 0) {
      end_statement();
      return;
    } else if (text == "[") {
      open_bracket(token);
    } else if (text == "(") {
      ++top().depth;
    } else if (text == ")" || text == "]") {
      if (top().depth > 0) --top().depth;
    } else if (text == "->" && top().depth == 0 && top().previous == ")") {
      top().has_arrow = true;
    } else if (is_word(text)) {
      word(text);
    }
    top().previous = text;
  }

  struct ValueBrace {
    std::size_t frame;
    unsigned depth;
  };

  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
  std::vector<Frame> frames_;
  std::vector<PendingLambda> pending_;
  std::vector<ValueBrace> value_braces_;
  ScanResult result_;
};

}  // namespace

ScanResult scan_statements(const std::vector<Token>& tokens) { return Scanner(tokens).run(); }

}  // namespace ledger::tidy
