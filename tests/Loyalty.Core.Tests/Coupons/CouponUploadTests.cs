using System.Text;

namespace Loyalty.Tests;

/// <summary>An upload that is asked for again under its key: the first answer, or what is left of it (coupons R44, R45).</summary>
public sealed class CouponUploadTests
{
    private static readonly string[] s_codes = [.. Enumerable.Range(0, 1_700).Select(i => $"POOL-{i:D5}")];

    [Fact]
    [Trait("rule", "coupons R44")]
    public Task An_upload_that_ended_answers_with_its_report() => CouponShop.PlayAsync(async shop =>
    {
        var series = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin });
        var command = new UploadCoupons(series) { CodeColumn = 0, HasHeader = false };
        var first = await shop.Desk.Coupons.UploadAsync(command, File("UP-1", "UP-2", "UP-1"), new() { Key = "U-1" });
        Assert.Equal((CouponUploadState.Finished, 3L, 2L, false), (first.OrThrow().State, first.Value.Rows, first.Value.Done, first.Replayed));
        var before = StoreImage.Of(shop.Store);
        var again = await shop.Desk.Coupons.UploadAsync(command, File("UP-1", "UP-2", "UP-1"), new() { Key = "U-1" });
        Assert.True(again.Replayed);
        Assert.Equivalent(first.Value, again.OrThrow(), strict: true);
        Assert.Equal("idempotency.key_reused", (await shop.Desk.Coupons.UploadAsync(command with { Series = await shop.SeriesAsync() }, Stream.Null, new() { Key = "U-1" })).Refusal?.Code);
        var uses = new UploadCouponUses(series, CouponCustomerColumn.UserId, 0, 1, 2, 3);
        Assert.Equal("idempotency.key_reused", (await shop.Desk.Coupons.UploadUsesAsync(uses, Stream.Null, new() { Key = "U-1" })).Refusal?.Code);
        // Without a key it is another upload.
        var other = (await shop.Desk.Coupons.UploadAsync(command, File("UP-1"))).OrThrow();
        Assert.NotEqual(first.Value.Upload, other.Upload);
        Assert.Equal(0L, other.Done);
    });

    [Theory]
    [Trait("rule", "coupons R44")]
    [InlineData(0)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(1_234)]
    public Task An_upload_that_was_broken_off_goes_on_where_it_was(int rows) => CouponShop.PlayAsync(async shop =>
    {
        var series = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin });
        var command = new UploadCoupons(series) { CodeColumn = 0, HasHeader = false };
        await Assert.ThrowsAsync<PulledException>(async () => await shop.Desk.Coupons.UploadAsync(command, new PulledFile(File(s_codes), Text(s_codes[..rows]).Length), new() { Key = "U-1" }));
        var done = await shop.Desk.Coupons.UploadAsync(command, File(s_codes), new() { Key = "U-1" });
        Assert.Equal((CouponUploadState.Finished, 1_700L, 1_700L), (done.OrThrow().State, done.Value.Rows, done.Value.Done));
        Assert.Empty(done.Value.Faults);
        Assert.Equal(done.Value.Upload, (await shop.Desk.Coupons.UploadAsync(command, File(s_codes), new() { Key = "U-1" })).OrThrow().Upload);
        await shop.ProveAsync();
    });

    [Fact]
    [Trait("rule", "coupons R45")]
    public Task Two_callers_of_one_upload_bring_each_row_once() => CouponShop.PlayAsync(async shop =>
    {
        var series = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin });
        var command = new UploadCoupons(series) { CodeColumn = 0, HasHeader = false };
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => (await shop.Desk.Coupons.UploadAsync(command, File(s_codes), new() { Key = "U-1" })).OrThrow())));
        Assert.Single(both.Select(each => each.Upload).Distinct());
        var status = (await shop.Desk.Coupons.UploadStatusAsync(both[0].Upload)).OrThrow();
        Assert.Equal((CouponUploadState.Finished, 1_700L, 1_700L, 0), (status.State, status.Rows, status.Done, status.Faults.Count));
    });

    private static MemoryStream File(params string[] rows) => new(Text(rows));

    private static byte[] Text(string[] rows) => Encoding.UTF8.GetBytes(string.Join('\n', rows));

    private sealed class PulledException : Exception;

    /// <summary>A file whose reader is torn away after some bytes, as by the end of the process.</summary>
    private sealed class PulledFile(Stream file, long bytes) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => file.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var left = (int)Math.Min(count, bytes - file.Position);
            return left > 0 ? file.Read(buffer, offset, left) : throw new PulledException();
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
