using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.TelegramGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ReplyFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "file_content",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_content", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sent_file",
                columns: table => new
                {
                    bot_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    file_id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sent_file", x => new { x.bot_id, x.hash, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "file_chunk",
                columns: table => new
                {
                    content_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_chunk", x => new { x.content_id, x.position });
                    table.ForeignKey(
                        name: "fk_file_chunk_file_content_content_id",
                        column: x => x.content_id,
                        principalTable: "file_content",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            // The bytes are compressed already, or need not be: pictures, archives, PDFs.
            migrationBuilder.Sql("ALTER TABLE file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;");

            migrationBuilder.CreateTable(
                name: "reply_file",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    as_document = table.Column<bool>(type: "boolean", nullable: false),
                    content_id = table.Column<Guid>(type: "uuid", nullable: true),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deadline = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reply_file", x => x.message_id);
                    table.ForeignKey(
                        name: "fk_reply_file_file_content_content_id",
                        column: x => x.content_id,
                        principalTable: "file_content",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_file_content_hash",
                table: "file_content",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reply_file_content_id",
                table: "reply_file",
                column: "content_id");

            migrationBuilder.CreateIndex(
                name: "ix_reply_file_due_at",
                table: "reply_file",
                column: "due_at",
                filter: "state = 'waiting'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "file_chunk");

            migrationBuilder.DropTable(
                name: "reply_file");

            migrationBuilder.DropTable(
                name: "sent_file");

            migrationBuilder.DropTable(
                name: "file_content");
        }
    }
}
