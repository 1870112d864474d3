#pragma once
// The examples of a Markdown document: blocks fenced as `http`, by turns a request and its answer,
// each as it stands in a message of HTTP/1.1 but for its framing. Other fenced blocks are refused:
// nobody would execute them. Throws std::runtime_error, beginning with the line.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::support {

struct ShownLine {
  std::size_t number = 0;  ///< in the document, from 1
  std::string text;
};

struct ShownMessage {
  ShownLine start;                 ///< `GET /v1/self HTTP/1.1`, `HTTP/1.1 200 OK`
  std::vector<ShownLine> headers;  ///< `Name: value`
  std::size_t body_line = 0;       ///< where the body begins
  std::string body;                ///< its lines, without the end of the last; empty: none
};

struct DocumentExample {
  ShownMessage request;
  ShownMessage answer;
};

[[nodiscard]] std::vector<DocumentExample> read_examples(std::string_view markdown);

/// Splits `Name: value`.
struct ShownHeader {
  std::string name;
  std::string value;
};
[[nodiscard]] ShownHeader read_header(const ShownLine& line);

}  // namespace ledger::support
