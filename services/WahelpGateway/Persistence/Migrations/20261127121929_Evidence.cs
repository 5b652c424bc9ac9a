using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.WahelpGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Evidence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "evidence",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_evidence", x => x.key);
                });

            migrationBuilder.CreateIndex(
                name: "sent_id_message",
                table: "sent_id",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "delivery_phone",
                table: "delivery",
                columns: new[] { "phone", "attempted_at" },
                filter: "phone IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "evidence");

            migrationBuilder.DropIndex(
                name: "sent_id_message",
                table: "sent_id");

            migrationBuilder.DropIndex(
                name: "delivery_phone",
                table: "delivery");
        }
    }
}
