// Command metrics-api answers questions about business metrics.
package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/golang-jwt/jwt/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/redis/go-redis/v9"
	"google.golang.org/grpc"
	"gopkg.in/yaml.v3"
)

type settings struct {
	Metrics []string `yaml:"metrics"`
}

func main() {
	raw, err := os.ReadFile("metrics.yaml")
	if err != nil {
		slog.Error("no settings", "error", err)
		os.Exit(1)
	}
	var known settings
	if err := yaml.Unmarshal(raw, &known); err != nil {
		slog.Error("settings cannot be read", "error", err)
		os.Exit(1)
	}
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		slog.Error("no database", "error", err)
		os.Exit(1)
	}
	cache := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_ADDRESS")})
	server := grpc.NewServer()
	defer server.Stop()
	router := chi.NewRouter()
	router.Handle("/metrics", promhttp.Handler())
	router.Get("/v1/{name}", func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("Authorization")
		if _, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{}); err != nil {
			http.Error(w, "no token", http.StatusUnauthorized)
			return
		}
		name := chi.URLParam(r, "name")
		if kept, err := cache.Get(r.Context(), name).Result(); err == nil {
			w.Write([]byte(kept))
			return
		}
		var value float64
		row := pool.QueryRow(r.Context(), "select value from metrics where name = $1", name)
		if err := row.Scan(&value); err != nil {
			http.Error(w, "unknown metric", http.StatusNotFound)
			return
		}
		body, _ := json.Marshal(map[string]any{name: value, "of": len(known.Metrics)})
		cache.Set(r.Context(), name, body, time.Minute)
		w.Write(body)
	})
	slog.Error("stopped", "error", http.ListenAndServe("127.0.0.1:8081", router))
}
