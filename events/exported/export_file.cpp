#include "events/exported/export_file.hpp"

#include <algorithm>

#include "events/log/record_line.hpp"
#include "events/token/checksum.hpp"

namespace ledger::exported {
namespace {

constexpr std::size_t count_bytes = 8;

void grow(Chain& chain, std::string_view frame) {
  std::string text(reinterpret_cast<const char*>(chain.data()), chain.size());
  chain = token::sha256(text.append(frame));
}

std::string bytes_of(const ExportEnd& end) {
  std::string bytes;
  for (std::size_t i = 0; i < count_bytes; ++i) {
    bytes += static_cast<char>(end.records >> (8 * i) & 0xff);
  }
  return bytes.append(reinterpret_cast<const char*>(end.chain.data()), end.chain.size());
}

ExportEnd read_end(std::string_view bytes) {
  ExportEnd end;
  for (std::size_t i = count_bytes; i-- > 0;) {
    end.records = end.records << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  std::ranges::copy(bytes.substr(count_bytes), end.chain.begin());
  return end;
}

}  // namespace

void ExportReader::damaged(const std::string& what) const {
  throw FileTrouble(name_ + " is no whole export of a log: " + what +
                    ". It is damaged, or somebody changed it: export the log anew");
}

bool ExportReader::next(std::vector<log::Record>& records) {
  using Found = FrameReader::Found;
  records.clear();
  while (records.empty()) {
    const auto found = frames_.next(content_);
    if (found == Found::nothing) return false;
    if (end_) damaged("it goes on behind its end");
    if (found == Found::passed) {
      end_ = read_end(content_);
      if (end_ != ExportEnd{count_, chain_}) damaged("its end is of other records");
      continue;
    }
    std::string_view rest = content_;
    while (!rest.empty()) {
      const auto length = rest.find('\n');
      if (length == rest.npos) damaged("a line has no end");
      take(rest.substr(0, length), records);
      rest.remove_prefix(length + 1);
    }
    grow(chain_, frames_.raw());
    offset_ = frames_.offset();
  }
  return true;
}

void ExportReader::take(std::string_view line, std::vector<log::Record>& records) {
  auto record = log::parse_record_line(line);
  if (!record) damaged("a line is no record, behind position " + std::to_string(count_));
  if (record->position.value() != count_) {
    damaged("the record at position " + std::to_string(count_) + " is missing");
  }
  ++count_;
  records.push_back(*std::move(record));
}

ExportWriter::ExportWriter(const std::filesystem::path& file) {
  std::uint64_t offset = 0;
  if (std::filesystem::exists(file)) {
    ExportReader reader(file);
    std::vector<log::Record> records;
    while (reader.next(records)) {
      if (!first_) first_ = records.front();
      last_ = records.back();
    }
    count_ = reader.count();
    chain_ = reader.chain();
    offset = reader.offset();
  }
  frames_.emplace(file, offset);
}

void ExportWriter::append(std::span<const log::Record> records) {
  if (records.empty()) return;
  std::string content;
  for (const auto& record : records) {
    log::append_record_line(content, record);
    content += '\n';
    ++count_;
  }
  frames_->append(content);
  grow(chain_, frames_->raw());
  if (!first_) first_ = records.front();
  last_ = records.back();
}

ExportEnd ExportWriter::finish() {
  const ExportEnd end{count_, chain_};
  frames_->append_passed(bytes_of(end));
  frames_->sync();
  return end;
}

ExportEnd end_of(const std::filesystem::path& file) {
  const auto header = passed_header(passed_bytes_max);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw FileTrouble(file.string() + " cannot be read: there is no such file");
  std::string tail(header.size() + passed_bytes_max, '\0');
  const auto size = static_cast<std::streamoff>(tail.size());
  stream.seekg(-size, std::ios::end);
  stream.read(tail.data(), size);
  if (!stream || !tail.starts_with(header)) {
    throw FileTrouble(file.string() +
                      " is no whole export of a log: run `tokenledger log export` once more, it "
                      "goes on where it was");
  }
  return read_end(std::string_view(tail).substr(header.size()));
}

}  // namespace ledger::exported
