#include "tests/support/document_examples.hpp"

#include <stdexcept>

namespace ledger::support {
namespace {

[[noreturn]] void refuse(std::size_t line, const std::string& what) {
  throw std::runtime_error(std::to_string(line) + ": " + what);
}

/// Lines of one fenced block, without the fences.
using Block = std::vector<ShownLine>;

std::vector<Block> blocks_of(std::string_view markdown) {
  std::vector<Block> blocks;
  bool is_inside = false;
  std::size_t number = 0;
  while (!markdown.empty()) {
    const auto line = markdown.substr(0, markdown.find('\n'));
    markdown.remove_prefix(std::min(markdown.size(), line.size() + 1));
    ++number;
    if (line.starts_with("```")) {
      is_inside = !is_inside;
      if (is_inside && line != "```http") refuse(number, "only ```http examples are executed");
      if (!is_inside && blocks.back().empty()) refuse(number - 1, "the block is empty");
      if (is_inside) blocks.emplace_back();
    } else if (is_inside) {
      blocks.back().push_back({number, std::string(line)});
    }
  }
  if (is_inside) refuse(number, "the block has no end");
  return blocks;
}

ShownMessage message_of(const Block& block) {
  ShownMessage message{block.front(), {}, 0, {}};
  std::size_t at = 1;
  while (at < block.size() && !block[at].text.empty()) message.headers.push_back(block[at++]);
  if (++at >= block.size()) return message;
  message.body_line = block[at].number;
  message.body = block[at].text;
  for (++at; at < block.size(); ++at) message.body += '\n' + block[at].text;
  return message;
}

}  // namespace

std::vector<DocumentExample> read_examples(std::string_view markdown) {
  std::vector<DocumentExample> examples;
  bool is_asked = false;
  for (const auto& block : blocks_of(markdown)) {
    auto message = message_of(block);
    const auto line = message.start.number;
    const bool is_answer = message.start.text.starts_with("HTTP/1.1 ");
    if (is_answer != is_asked) {
      refuse(line, is_asked ? "the request above has no answer" : "the answer has no request");
    }
    if (is_answer) {
      examples.back().answer = std::move(message);
    } else {
      if (!message.start.text.ends_with(" HTTP/1.1")) refuse(line, "this is no request line");
      examples.push_back({std::move(message), {}});
    }
    is_asked = !is_asked;
  }
  if (is_asked) refuse(examples.back().request.start.number, "the last request has no answer");
  return examples;
}

ShownHeader read_header(const ShownLine& line) {
  const auto colon = line.text.find(": ");
  if (colon == line.text.npos) refuse(line.number, "this is no header: " + line.text);
  return {line.text.substr(0, colon), line.text.substr(colon + 2)};
}

}  // namespace ledger::support
