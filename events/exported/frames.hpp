#pragma once
// A file of zstd frames (RFC 8878), each of which is whole by itself and carries a checksum:
// `zstdcat` reads it, and what was cut short goes on behind its last whole frame.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <zstd.h>

namespace ledger::exported {

/// The file is not what it must be, or cannot be read or written; what() says what to do.
class FileTrouble : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What one frame may hold; a larger one is no frame of ours.
inline constexpr std::size_t frame_bytes_max = std::size_t{64} << 20;

/// What a frame that decoders pass may hold here.
inline constexpr std::size_t passed_bytes_max = 40;
/// How such a frame begins.
[[nodiscard]] std::string passed_header(std::size_t content_bytes);

class FrameReader {
 public:
  /// Throws FileTrouble where there is no such file.
  explicit FrameReader(const std::filesystem::path& file);

  enum class Found { frame, passed, nothing };
  /// Reads the next frame, or one that decoders pass; nothing behind the last whole one. Throws
  /// FileTrouble where one is damaged.
  [[nodiscard]] Found next(std::string& content);
  /// The frame read last as it stands in the file.
  [[nodiscard]] const std::string& raw() const noexcept { return raw_; }
  /// Where it ends; what stands behind the last one was cut short.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
  };
  [[nodiscard]] bool fill();
  void take(std::size_t bytes);
  [[nodiscard]] std::optional<std::size_t> passed_size() const;
  [[noreturn]] void damaged() const;

  const std::string name_;
  std::ifstream stream_;
  const std::unique_ptr<ZSTD_DCtx, Free> context_;
  std::string input_;
  std::size_t taken_ = 0;  ///< of input_
  std::string raw_;
  std::uint64_t offset_ = 0;
};

class FrameWriter {
 public:
  /// Cuts the file to `size` bytes, or makes it, and goes on there. Throws FileTrouble.
  FrameWriter(const std::filesystem::path& file, std::uint64_t size);
  ~FrameWriter();
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  void append(std::string_view content);
  /// A frame that decoders pass.
  void append_passed(std::string_view content);
  void sync();
  /// The frame written last as it stands in the file.
  [[nodiscard]] const std::string& raw() const noexcept { return output_; }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
  };
  void write(std::string_view bytes);

  const std::string name_;
  int file_ = -1;
  const std::unique_ptr<ZSTD_CCtx, Free> context_;
  std::string output_;
};

}  // namespace ledger::exported
