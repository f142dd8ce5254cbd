#include "engine/ingest/gzip_stream.h"

#include <zlib.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr size_t kInputBytes = size_t{256} << 10;
constexpr size_t kMaxOutput = size_t{1} << 30;  // zlib counts in 32 bits
constexpr int kGzipOnly = 16 + MAX_WBITS;
// Regulations shrink 5 to 30 times, made-up ones of one sentence 200 times; deflate can do 1032. What is
// small is let through whatever it is.
constexpr uint64_t kMaxRatio = 400;
constexpr uint64_t kRatioMattersFrom = uint64_t{64} << 20;

}  // namespace

struct GzipStream::Inflater {
  z_stream z{};
  std::vector<char> input = std::vector<char>(kInputBytes);
  size_t filled = 0;
  bool ready = false;

  Inflater() { ready = inflateInit2(&z, kGzipOnly) == Z_OK; }
  ~Inflater() { inflateEnd(&z); }
  size_t used() const { return filled - z.avail_in; }
};

bool LooksLikeGzip(std::string_view head) { return head.starts_with("\x1f\x8b\x08"); }

GzipStream::GzipStream(std::unique_ptr<ByteStream> compressed, std::string name)
    : compressed_(std::move(compressed)), name_(std::move(name)), inflater_(std::make_unique<Inflater>()) {}

GzipStream::~GzipStream() = default;

absl::StatusOr<size_t> GzipStream::Read(char* out, size_t size) {
  if (!inflater_->ready) return absl::ResourceExhaustedError("no memory to decompress");
  z_stream& z = inflater_->z;
  const size_t room = std::min(size, kMaxOutput);
  z.next_out = reinterpret_cast<Bytef*>(out);
  z.avail_out = static_cast<uInt>(room);
  while (z.avail_out == room && room > 0 && fault_.ok() && !AtEnd()) fault_ = Inflate();
  // What came out before a fault is good.
  if (z.avail_out == room && !fault_.ok()) return fault_;
  const size_t got = room - z.avail_out;
  produced_ += got;
  if (fault_.ok()) fault_ = CheckRatio();
  return got;
}

absl::Status GzipStream::CheckRatio() const {
  if (produced_ < kRatioMattersFrom || produced_ / kMaxRatio <= consumed_ + inflater_->used())
    return absl::OkStatus();
  return Broken(absl::StrCat("the gzip data inflates to more than ", kMaxRatio,
                             " times its size, as no document does"));
}

bool GzipStream::AtEnd() const { return !in_member_ && input_ended_ && inflater_->z.avail_in == 0; }

absl::Status GzipStream::Inflate() {
  z_stream& z = inflater_->z;
  if (z.avail_in == 0 && !input_ended_) {
    if (absl::Status status = Refill(); !status.ok()) return status;
  }
  if (!in_member_) {
    absl::Status status = StartMember();
    if (!status.ok() || !in_member_) return status;
  }
  const int result = inflate(&z, Z_NO_FLUSH);
  if (result == Z_STREAM_END) {
    in_member_ = false;
  } else if (result == Z_BUF_ERROR && z.avail_in == 0 && input_ended_) {
    return Broken("the gzip data breaks off");
  } else if (result != Z_OK && result != Z_BUF_ERROR) {
    return Broken(z.msg != nullptr ? z.msg : "the gzip data is damaged");
  }
  return absl::OkStatus();
}

absl::Status GzipStream::Refill() {
  consumed_ += inflater_->filled;
  inflater_->filled = 0;
  const absl::StatusOr<size_t> got = compressed_->Read(inflater_->input.data(), inflater_->input.size());
  if (!got.ok()) return got.status();
  input_ended_ = *got == 0;
  inflater_->filled = *got;
  inflater_->z.next_in = reinterpret_cast<Bytef*>(inflater_->input.data());
  inflater_->z.avail_in = static_cast<uInt>(*got);
  return absl::OkStatus();
}

// After a member: another one, or zeros up to a tape's block, as gzip allows.
absl::Status GzipStream::StartMember() {
  z_stream& z = inflater_->z;
  if (z.avail_in == 0) return absl::OkStatus();
  if (*z.next_in == 0 || in_padding_) return SkipZeros();
  if (*z.next_in != 0x1f) return Broken("something that is not gzip data follows");
  inflateReset(&z);
  in_member_ = true;
  return absl::OkStatus();
}

absl::Status GzipStream::SkipZeros() {
  z_stream& z = inflater_->z;
  in_padding_ = true;
  while (z.avail_in > 0 && *z.next_in == 0) {
    ++z.next_in;
    --z.avail_in;
  }
  return z.avail_in == 0 ? absl::OkStatus() : Broken("something that is not gzip data follows");
}

absl::Status GzipStream::Broken(std::string_view why) const {
  return absl::InvalidArgumentError(
      absl::StrCat(name_, ": ", Absl(why), " (compressed byte ", consumed_ + inflater_->used(), ")"));
}

}  // namespace reg2graph
