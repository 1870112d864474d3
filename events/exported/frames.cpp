#include "events/exported/frames.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace ledger::exported {
namespace {

constexpr std::size_t read_bytes = std::size_t{1} << 20;
constexpr int level = 3;
/// RFC 8878 §3.1.2: the first of sixteen.
constexpr std::uint32_t skippable_magic = 0x184D2A50;

void append_little_endian(std::string& out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::string skippable_begin() {
  std::string magic;
  append_little_endian(magic, skippable_magic);
  return magic;
}

}  // namespace

std::string passed_header(std::size_t content_bytes) {
  auto header = skippable_begin();
  append_little_endian(header, static_cast<std::uint32_t>(content_bytes));
  return header;
}

FrameReader::FrameReader(const std::filesystem::path& file)
    : name_(file.string()), stream_(file, std::ios::binary), context_(ZSTD_createDCtx()) {
  if (!stream_) {
    throw FileTrouble(name_ + " cannot be read: " + std::string(std::strerror(errno)));
  }
}

/// False at the end of the file.
bool FrameReader::fill() {
  // A frame's beginning, and one that decoders pass, are seen in one piece.
  constexpr std::size_t seen_at_once = 64;
  if (input_.size() - taken_ >= seen_at_once || stream_.eof()) return taken_ < input_.size();
  input_.erase(0, taken_);
  taken_ = 0;
  const auto kept = input_.size();
  input_.resize(kept + read_bytes);
  stream_.read(input_.data() + kept, static_cast<std::streamsize>(read_bytes));
  input_.resize(kept + static_cast<std::size_t>(stream_.gcount()));
  if (stream_.bad()) throw FileTrouble(name_ + " cannot be read to its end");
  return !input_.empty();
}

void FrameReader::take(std::size_t bytes) {
  raw_.append(input_, taken_, bytes);
  taken_ += bytes;
}

void FrameReader::damaged() const {
  throw FileTrouble(name_ + " is damaged behind byte " + std::to_string(offset_) +
                    ", or is no export of a log: export it anew");
}

/// Of the frame that begins here, where decoders pass it and it is whole.
std::optional<std::size_t> FrameReader::passed_size() const {
  const auto header = passed_header(passed_bytes_max);
  const auto begin = std::string_view(input_).substr(taken_);
  if (!begin.starts_with(header)) return std::nullopt;
  const auto size = header.size() + passed_bytes_max;
  return begin.size() < size ? std::nullopt : std::optional(size);
}

FrameReader::Found FrameReader::next(std::string& content) {
  content.clear();
  raw_.clear();
  if (!fill()) return Found::nothing;
  if (const auto size = passed_size()) {
    take(*size);
    content = raw_.substr(raw_.size() - passed_bytes_max);
    offset_ += *size;
    return Found::passed;
  }
  std::size_t written = 0;
  while (fill()) {
    if (content.size() - written < ZSTD_DStreamOutSize()) {
      content.resize(written + 2 * ZSTD_DStreamOutSize());
    }
    ZSTD_inBuffer in{input_.data() + taken_, input_.size() - taken_, 0};
    ZSTD_outBuffer out{content.data(), content.size(), written};
    const auto left = ZSTD_decompressStream(context_.get(), &out, &in);
    take(in.pos);
    written = out.pos;
    if (ZSTD_isError(left) != 0 || written > frame_bytes_max) damaged();
    if (left != 0) continue;
    offset_ += raw_.size();
    content.resize(written);
    return Found::frame;
  }
  content.clear();
  return Found::nothing;
}

FrameWriter::FrameWriter(const std::filesystem::path& file, std::uint64_t size)
    : name_(file.string()), context_(ZSTD_createCCtx()) {
  file_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const auto end = static_cast<off_t>(size);
  if (file_ < 0 || ::ftruncate(file_, end) != 0 || ::lseek(file_, end, SEEK_SET) != end) {
    const std::string why = std::strerror(errno);
    if (file_ >= 0) ::close(file_);
    throw FileTrouble(name_ + " cannot be written: " + why);
  }
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

FrameWriter::~FrameWriter() { ::close(file_); }

void FrameWriter::append(std::string_view content) {
  output_.resize(ZSTD_compressBound(content.size()));
  const auto size = ZSTD_compress2(context_.get(), output_.data(), output_.size(), content.data(),
                                   content.size());
  if (ZSTD_isError(size) != 0) throw FileTrouble(ZSTD_getErrorName(size));
  output_.resize(size);
  write(output_);
}

void FrameWriter::append_passed(std::string_view content) {
  output_ = passed_header(content.size()).append(content);
  write(output_);
}

void FrameWriter::sync() {
  if (::fsync(file_) != 0) {
    throw FileTrouble(name_ + " cannot be written: " + std::string(std::strerror(errno)));
  }
}

void FrameWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      throw FileTrouble(name_ + " cannot be written: " + std::string(std::strerror(errno)) +
                        ". Run the same again where there is room: it goes on where it was");
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace ledger::exported
