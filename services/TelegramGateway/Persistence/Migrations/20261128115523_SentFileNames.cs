using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.TelegramGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SentFileNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_sent_file",
                table: "sent_file");

            migrationBuilder.AddColumn<string>(
                name: "name",
                table: "sent_file",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddPrimaryKey(
                name: "pk_sent_file",
                table: "sent_file",
                columns: new[] { "bot_id", "hash", "kind", "name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_sent_file",
                table: "sent_file");

            migrationBuilder.DropColumn(
                name: "name",
                table: "sent_file");

            migrationBuilder.AddPrimaryKey(
                name: "pk_sent_file",
                table: "sent_file",
                columns: new[] { "bot_id", "hash", "kind" });
        }
    }
}
